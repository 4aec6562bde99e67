using System.Diagnostics;
using System.Globalization;
using OrderedBlocks.Atomics;

namespace OrderedBlocks.Scheduling;

/// <summary>
/// A block's work on background threads of its own, so that it goes on while every thread of the pool is blocked.
/// </summary>
/// <remarks>
/// <para>One queue, first in, first out, under one lock. A thread without work is <em>parked</em>: it waits for an event of its own
/// (<see cref="DedicatedThread"/>).</para>
/// <para>A thread is <em>free</em> from its start, or from the end of what it ran, until it takes the next thing. Under the lock
/// the caller that queues something sees to it that there are as many free threads as things queued (and one for the alarm), or as
/// many threads as there may be.</para>
/// <para>A free thread is parked or it <em>searches</em>: it is going to look at the queue under the lock before it parks or ends.
/// While one searches, none is woken. The searcher that takes something wakes the next parked thread if there is more. So as
/// long as something is queued, a thread searches, or no thread is parked; and no wake-up is lost, because each is addressed
/// to one thread, which counts as a searcher from then on.</para>
/// <para>While the alarm is set, one parked thread <em>keeps</em> the time: it waits no longer than until the alarm is due. It is
/// woken for the queue only if no other is parked. If no thread keeps the time, one that searches will, or a parked one is
/// woken to do so, or all threads are taken; then the first that comes back looks at the clock first.</para>
/// <para>Workers alone never need more threads than the degree of parallelism, because no more of them are at work. But a
/// delegate may keep its thread for as long as it likes, and may even wait until the output of an earlier item has been
/// received. So one thread more is started when anything else is queued and all others are taken: the delegates can never
/// have all of them.</para>
/// <para>What an asynchronous delegate awaits goes on on one of the threads (<see cref="DedicatedContext"/>). A continuation never waits for
/// the others, nor does the alarm while there are continuations: if all threads are taken, one more is started. Above a limit none is
/// started: then a continuation is queued to the pool as well, and left to whichever thread comes first.</para>
/// <para>A thread that waits refers to this object alone, and this object refers to the block only by what is queued: an idle
/// block that nobody refers to is collected, and its threads end when they have been idle for long enough.</para>
/// </remarks>
[DebuggerDisplay("{_name}, {_threads} threads, {_free} free, {_queue.Count} queued")]
internal sealed partial class DedicatedThreads : IWorkScheduler
{
    /// <summary>How long a thread waits for something to do before it ends: about as long as one of the pool's does.</summary>
    public static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(20);

    private readonly string _name;
    private readonly long _maxWorkers;
    private readonly TimeSpan _idleTime;
    private readonly Action<Thread> _start;
    private readonly TimeProvider _time;
    private readonly Action<DedicatedThread> _run;

    // Nothing of others is called under it. All that follows is under it.
    private readonly Lock _lock = new();
    private readonly Queue<Entry> _queue = new();
    private Pace _pace;
    private AdaptiveSpin _spin = new();

    // How many are queued, for those that spin; written under the lock.
    private AtomicInt64 _queued;

    private long _started;
    private int _threads;
    private int _free;

    // Those of the free ones that are not parked.
    private int _searching;

    // The others, but for the keeper: the last to come is the first to be woken.
    private readonly List<DedicatedThread> _parked = [];
    private DedicatedThread? _keeper;

    // What is queued or running and is no worker: continuations that have a thread, and all else.
    private int _continuations;
    private int _others;

    // More continuations, which the pool runs as well. Null until there is one.
    private Queue<DedicatedContinuation>? _surplus;

    // Whether there has been a continuation. Each is left to the thread on which it was queued, so none spins for it.
    private bool _hasAwaited;

    // The alarm while it is set, and when it is due.
    private IThreadPoolWorkItem? _alarm;
    private Deadline _due;
    private bool _ended;
    private long _wakeUps;

    // How many things were taken, and had been when the keeper parked.
    private long _taken;
    private long _takenAtKeep;

    /// <summary>Starts no thread yet.</summary>
    /// <param name="name">The threads' name, to which a number is added.</param>
    /// <param name="maxWorkers">Workers that are scheduled or running at the same time, at the most, from 1.</param>
    public DedicatedThreads(string name, int maxWorkers)
        : this(name, maxWorkers, IdleTime, static thread => thread.UnsafeStart())
    {
    }

    /// <summary>With another idle time, another way of starting threads and another clock, for tests.</summary>
    internal DedicatedThreads(string name, int maxWorkers, TimeSpan idleTime, Action<Thread> start, TimeProvider? time = null)
    {
        _name = name;
        _maxWorkers = maxWorkers;
        _idleTime = idleTime;
        _start = start;
        _time = time ?? TimeProvider.System;
        _run = Run;
        Context = new DedicatedContext(this);
        Continuations = new DedicatedTaskScheduler(this);
    }

    public TaskScheduler? Continuations { get; }

    public DedicatedContext? Context { get; }

    /// <summary>Threads that have been started and not ended.</summary>
    internal int ThreadCount
    {
        get
        {
            using (Uninterrupted.Enter(_lock))
            {
                return _threads;
            }
        }
    }

    /// <summary>Whether all threads are free, and there is nothing that they wait for by the clock.</summary>
    internal bool IsIdle
    {
        get
        {
            using (Uninterrupted.Enter(_lock))
            {
                return _free == _threads && !HasQueued && _alarm is null && _keeper is null && _searching == 0;
            }
        }
    }

    /// <summary>Whether all threads are free and wait.</summary>
    internal bool AreParked
    {
        get
        {
            using (Uninterrupted.Enter(_lock))
            {
                return _free == _threads && !HasQueued && _searching == 0;
            }
        }
    }

    /// <summary>How many waits have ended, for whatever reason.</summary>
    internal long WakeUps
    {
        get
        {
            using (Uninterrupted.Enter(_lock))
            {
                return _wakeUps;
            }
        }
    }

    public void ScheduleWorker(IThreadPoolWorkItem worker) => Enqueue(new Entry(worker, Kind.Worker));

    public void ScheduleRelease(IThreadPoolWorkItem release) => Enqueue(new Entry(release, Kind.Other));

    public void Queue(IThreadPoolWorkItem item)
    {
        try
        {
            Enqueue(new Entry(item, Kind.Other));
        }
        catch (Exception)
        {
            // Whatever has kept the thread from starting.
            // Not even memory for a thread. The pool has some already.
            UninterruptedCall.Queue(item);
        }
    }

    /// <summary>
    /// Queues what follows an await of a delegate. It has a thread even while all others are taken. If there are too many of them for that,
    /// the pool may run it as well. After the end of the block only the pool does.
    /// </summary>
    public void QueueContinuation(DedicatedContinuation continuation)
    {
        try
        {
            if (TryEnqueue(continuation))
            {
                return;
            }
        }
        catch (Exception)
        {
            // Whatever has kept the thread from starting.
            // As for Queue.
        }

        UninterruptedCall.Queue(continuation);
    }

    public void QueueAlarm(IThreadPoolWorkItem alarm)
    {
        DedicatedThread? woken;
        try
        {
            using (Uninterrupted.Enter(_lock))
            {
                if (_ended)
                {
                    return;
                }

                bool noneSearches = _searching == 0;
                SeeToThreads(needed: _queue.Count + 1, max: _continuations > 0 ? long.MaxValue : _maxWorkers + 1);
                _due = Deadline.In(DeferredWorkTimer.Period, _time);
                _alarm = alarm;
                woken = noneSearches ? TakeParked() : null;
            }
        }
        catch (Exception)
        {
            // Whatever has kept the thread from starting.
            // An alarm that comes too early does no harm.
            UninterruptedCall.Queue(alarm);
            return;
        }

        woken?.WakeUp();
    }

    // CancelAsync would run the callbacks on the pool, and running delegates may be waiting for them.
    public void Cancel(CancellationTokenSource source) => Queue(new TokenCancellation(source));

    public void End()
    {
        using (Uninterrupted.Enter(_lock))
        {
            _ended = true;
            _alarm = null;
            while (TakeLastParked() is { } woken)
            {
                woken.WakeUp();
            }
        }
    }

    private void Enqueue(Entry entry)
    {
        DedicatedThread? woken;
        using (Uninterrupted.Enter(_lock))
        {
            bool othersToo = entry.Kind == Kind.Other || _others > 0 || _alarm is not null;
            woken = Enqueue(entry, max: _maxWorkers + _continuations + (othersToo ? 1 : 0));
        }

        woken?.WakeUp();
    }

    // Returns whether a thread of the block's is sure to run it.
    private bool TryEnqueue(DedicatedContinuation continuation)
    {
        bool isSure;
        DedicatedThread? woken;
        using (Uninterrupted.Enter(_lock))
        {
            if (_ended)
            {
                // A thread would be started, and would end, for each.
                continuation.LeaveThreads();
                return false;
            }

            _hasAwaited = true;
            isSure = _continuations < MaxContinuations;
            if (isSure)
            {
                // It must not wait for delegates and targets, which may wait for it.
                woken = Enqueue(new Entry(continuation, Kind.Continuation), max: long.MaxValue);
            }
            else
            {
                AddSurplus(continuation);
                woken = _searching == 0 ? TakeParked() : null;
            }
        }

        woken?.WakeUp();
        return isSure;
    }

    // Under the lock. Returns a thread that is to be woken.
    private DedicatedThread? Enqueue(Entry entry, long max)
    {
        bool noneSearches = _searching == 0;
        int needed = _queue.Count + 1 + (_alarm is null ? 0 : 1);
        SeeToThreads(needed, max);
        _queue.Enqueue(entry);
        _queued.Write(_queue.Count);
        Count(entry.Kind, 1);
        return noneSearches ? TakeParked() : null;
    }

    private void AddSurplus(DedicatedContinuation continuation)
    {
        _surplus ??= new();
        while (_surplus.TryPeek(out DedicatedContinuation? first) && first.HasBegun)
        {
            _surplus.Dequeue();
        }

        _surplus.Enqueue(continuation);
    }

    private void Count(Kind kind, int change)
    {
        switch (kind)
        {
            case Kind.Continuation:
                _continuations += change;
                break;

            case Kind.Other:
                _others += change;
                break;
        }
    }

    // Under the lock, so that a thread that cannot be started was never counted on by anybody.
    private void SeeToThreads(int needed, long max)
    {
        while (_free < needed && _threads < max)
        {
            DedicatedThread.Start($"{_name} #{(_started + 1).ToString(CultureInfo.InvariantCulture)}", _run, _start);
            _started++;
            _threads++;
            _free++;
            _searching++;
        }
    }

    // The parked thread that is to be woken because of what is queued, or because no thread keeps the time; for when none searches.
    // It searches from here on.
    private DedicatedThread? TakeParked()
    {
        if (_parked.Count == 0 && _keeper is null)
        {
            return null;
        }

        return HasQueued && !(IsLeftToOthers && _keeper is not null) ? TakeLastParked()
            : NeedsKeeper && _parked.Count > 0 ? TakeLastParked()
            : null;
    }

    // Whether what is queued is left to a thread that will be back soon. Should it be held up, the keeper looks at the queue when its
    // time has come.
    private bool IsLeftToOthers => _pace.IsBrisk && _threads > _free;

    private bool HasQueued => _queue.Count > 0 || MayTakeSurplus;

    // Whether a thread may take one of these: they never take more threads than the other continuations, nor the one for the alarm.
    private bool MayTakeSurplus =>
        _surplus is { Count: > 0 } && _continuations < MaxContinuations && _free > (_alarm is null ? 0 : 1);

    // Continuations for which threads are started. Each delegate that is at work, the one that consumes included, may have one that is
    // queued and one that is about to return.
    private long MaxContinuations => 2 * (_maxWorkers + 1);

    private bool NeedsKeeper => _keeper is null && (_alarm is not null || (HasQueued && IsLeftToOthers));

    private DedicatedThread? TakeLastParked()
    {
        DedicatedThread? last = _keeper;
        if (_parked.Count > 0)
        {
            last = _parked[^1];
            _parked.RemoveAt(_parked.Count - 1);
        }
        else
        {
            _keeper = null;
        }

        if (last is not null)
        {
            last.IsParked = false;
            _searching++;
        }

        return last;
    }

    private enum Kind
    {
        Worker,
        Continuation,
        Other,
    }

    private readonly record struct Entry(IThreadPoolWorkItem Item, Kind Kind);
}
