using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace OrderedBlocks.Execution;

/// <summary>
/// A block's work on background threads of its own, so that it goes on while every thread of the pool is blocked.
/// </summary>
/// <remarks>
/// <para>One queue, first in, first out, under one lock; threads without work wait for it by <see cref="Monitor"/>. This type
/// alone knows threads and how they wait.</para>
/// <para>A thread is <em>free</em> from its start, or from the end of what it ran, until it takes the next thing. Whoever queues
/// something sees to it, under the lock, that there are as many free threads as things queued (and one for the alarm), or as
/// many threads as there may be. No wake-up is lost: a free thread either waits, and then the pulse that follows each
/// queueing wakes one of those that wait, or it is going to look at the queue under the lock before it waits or leaves. A thread
/// that was woken for nothing, because another was quicker, waits again.</para>
/// <para>Workers alone never need more threads than the degree of parallelism, because no more of them are at work. But a
/// delegate may keep its thread for as long as it likes, and may even wait until the output of an earlier item has been
/// received. So one thread more is started when anything else is queued and all others are taken: the delegates can never
/// have all of them.</para>
/// <para>A thread that waits refers to this object alone, and this object refers to the block only by what is queued: an idle
/// block that nobody refers to is collected, and its threads end when they have been idle for long enough.</para>
/// </remarks>
[DebuggerDisplay("{_name}, {_threads} threads, {_free} free, {_queue.Count} queued")]
internal sealed class DedicatedThreads : IWorkScheduler
{
    /// <summary>How long a thread waits for something to do before it ends: about as long as one of the pool's does.</summary>
    public static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(20);

    private readonly string _name;
    private readonly long _mostWorkers;
    private readonly TimeSpan _idleTime;
    private readonly Action<Thread> _start;

    // Not a Lock: threads wait for a pulse on it. Nothing of others is called under it. All that follows is under it.
    private readonly object _gate = new();
    private readonly Queue<Entry> _queue = new();
    private long _started;
    private int _threads;
    private int _free;

    // What is queued or running and is no worker.
    private int _others;

    // The alarm while it is set, when it is due, and whether a free thread waits no longer than that.
    private IThreadPoolWorkItem? _alarm;
    private long _due;
    private bool _isKept;
    private bool _ended;
    private long _wakeUps;

    /// <summary>Starts no thread yet.</summary>
    /// <param name="name">The threads' name, to which a number is added.</param>
    /// <param name="mostWorkers">Workers that are scheduled or running at the same time, at the most, from 1.</param>
    public DedicatedThreads(string name, int mostWorkers)
        : this(name, mostWorkers, IdleTime, static thread => thread.UnsafeStart())
    {
    }

    /// <summary>With another idle time and another way of starting threads, for tests.</summary>
    internal DedicatedThreads(string name, int mostWorkers, TimeSpan idleTime, Action<Thread> start)
    {
        _name = name;
        _mostWorkers = mostWorkers;
        _idleTime = idleTime;
        _start = start;
        Continuations = new ContinuationScheduler(this);
    }

    public TaskScheduler? Continuations { get; }

    /// <summary>Threads that have been started and not ended.</summary>
    internal int ThreadCount
    {
        get
        {
            lock (_gate)
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
            lock (_gate)
            {
                return _free == _threads && _queue.Count == 0 && _alarm is null && !_isKept;
            }
        }
    }

    /// <summary>How many waits have ended, for whatever reason.</summary>
    internal long WakeUps
    {
        get
        {
            lock (_gate)
            {
                return _wakeUps;
            }
        }
    }

    public void ScheduleWorker(IThreadPoolWorkItem worker) => Enqueue(new Entry(worker, IsWorker: true));

    public void ScheduleRelease(IThreadPoolWorkItem release) => Enqueue(new Entry(release, IsWorker: false));

    public void Queue(IThreadPoolWorkItem item)
    {
        try
        {
            Enqueue(new Entry(item, IsWorker: false));
        }
#pragma warning disable CA1031 // whatever has kept the thread from starting
        catch (Exception)
#pragma warning restore CA1031
        {
            // Not even memory for a thread. The pool has some already.
            ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
        }
    }

    public void QueueAlarm(IThreadPoolWorkItem alarm)
    {
        try
        {
            lock (_gate)
            {
                if (_ended)
                {
                    return;
                }

                SeeToThreads(needed: _queue.Count + 1, most: _mostWorkers + 1);
                _due = Stopwatch.GetTimestamp() + (long)(Watch.Period.TotalSeconds * Stopwatch.Frequency);
                _alarm = alarm;
                if (!_isKept)
                {
                    Monitor.Pulse(_gate);
                }
            }
        }
#pragma warning disable CA1031 // whatever has kept the thread from starting
        catch (Exception)
#pragma warning restore CA1031
        {
            // An alarm that comes too early does no harm.
            ThreadPool.UnsafeQueueUserWorkItem(alarm, preferLocal: false);
        }
    }

    // CancelAsync would run the callbacks on the pool, and running delegates may be waiting for them.
    public void Cancel(CancellationTokenSource source) => Queue(new Cancellation(source));

    public void End()
    {
        lock (_gate)
        {
            _ended = true;
            _alarm = null;
            Monitor.PulseAll(_gate);
        }
    }

    private void Enqueue(Entry entry)
    {
        lock (_gate)
        {
            bool othersToo = !entry.IsWorker || _others > 0 || _alarm is not null;
            SeeToThreads(
                needed: _queue.Count + 1 + (_alarm is null ? 0 : 1),
                most: _mostWorkers + (othersToo ? 1 : 0));
            _queue.Enqueue(entry);
            _others += entry.IsWorker ? 0 : 1;
            Monitor.Pulse(_gate);
        }
    }

    // Under the lock, so that a thread that cannot be started was never counted on by anybody. One is missing at the most: each
    // of those queued before has seen to its own.
    private void SeeToThreads(int needed, long most)
    {
        if (_free >= needed || _threads >= most)
        {
            return;
        }

        // Without the caller's execution context (UnsafeStart).
        string number = (_started + 1).ToString(CultureInfo.InvariantCulture);
        _start(new Thread(Run) { IsBackground = true, Name = $"{_name} #{number}" });
        _started++;
        _threads++;
        _free++;
    }

    private void Run()
    {
        Thread thread = Thread.CurrentThread;
        string? name = thread.Name;
        ExecutionContext? context = ExecutionContext.Capture();
        while (TryRunOne())
        {
            // As on the pool: what one has set does not reach the next, and a foreground thread would keep the process alive.
            SynchronizationContext.SetSynchronizationContext(null);
            if (context is not null)
            {
                ExecutionContext.Restore(context);
            }

            if (!thread.IsBackground || thread.Priority != ThreadPriority.Normal || thread.Name != name)
            {
                thread.IsBackground = true;
                thread.Priority = ThreadPriority.Normal;
                thread.Name = name;
            }
        }
    }

    // Not inlined: a thread that waits must not have on its stack what it ran before.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryRunOne()
    {
        if (!TryTake(out Entry entry))
        {
            return false;
        }

        entry.Item.Execute();
        EnterAnyway();
        try
        {
            _free++;
            _others -= entry.IsWorker ? 0 : 1;
        }
        finally
        {
            Monitor.Exit(_gate);
        }

        return true;
    }

    // Waits for something to do. Returns false when the thread is to end; it is counted out by then.
    private bool TryTake(out Entry entry)
    {
        EnterAnyway();
        try
        {
            long idleSince = Stopwatch.GetTimestamp();
            while (!TryTakeNow(out entry))
            {
                bool keeps = _alarm is not null && !_isKept;
                TimeSpan wait = keeps ? Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), _due)
                    : _ended ? TimeSpan.Zero
                    : _idleTime - Stopwatch.GetElapsedTime(idleSince);
                if (!keeps && wait <= TimeSpan.Zero)
                {
                    _free--;
                    _threads--;
                    return false;
                }

                // Rounded up: a wait that ends before its time would only be begun again.
                _isKept |= keeps;
                WaitAnyway((int)Math.Clamp(Math.Ceiling(wait.TotalMilliseconds), 1, int.MaxValue));
                _isKept &= !keeps;
                _wakeUps++;
            }

            _free--;
            if (_alarm is not null && !_isKept && _free > 0)
            {
                // This may have been the one that kept the time.
                Monitor.Pulse(_gate);
            }

            return true;
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    // For the threads themselves, under nobody's catch: an interrupt that was meant for a delegate may come when that has ended,
    // and would end the process here. It is swallowed, as by an idle thread of the pool.
    private void EnterAnyway()
    {
        while (true)
        {
            try
            {
                Monitor.Enter(_gate);
                return;
            }
            catch (ThreadInterruptedException)
            {
                // Not entered: once more.
            }
        }
    }

    // The same for a wait. Whatever ends it, the lock is held again.
    private void WaitAnyway(int milliseconds)
    {
        try
        {
            Monitor.Wait(_gate, milliseconds);
        }
        catch (ThreadInterruptedException)
        {
            // A wake-up for nothing: the caller looks, and waits again.
        }
    }

    private bool TryTakeNow(out Entry entry)
    {
        if (_alarm is not null && Stopwatch.GetTimestamp() >= _due)
        {
            entry = new Entry(_alarm, IsWorker: false);
            _alarm = null;
            _others++;
            return true;
        }

        return _queue.TryDequeue(out entry);
    }

    private readonly record struct Entry(IThreadPoolWorkItem Item, bool IsWorker);

    // Fires a token.
    private sealed class Cancellation(CancellationTokenSource source) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            try
            {
                source.Cancel();
            }
            catch (AggregateException)
            {
                // What callbacks throw is the delegate's affair.
            }
        }
    }

    // Runs continuations that their task's end may not run on the spot.
    private sealed class ContinuationScheduler(DedicatedThreads threads) : TaskScheduler
    {
        protected override void QueueTask(Task task) => threads.Queue(new Continuation(this, task));

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
            !taskWasPreviouslyQueued && TryExecuteTask(task);

        protected override IEnumerable<Task> GetScheduledTasks() => [];

        private sealed class Continuation(ContinuationScheduler scheduler, Task task) : IThreadPoolWorkItem
        {
            public void Execute() => scheduler.TryExecuteTask(task);
        }
    }
}
