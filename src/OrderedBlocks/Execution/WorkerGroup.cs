using System.Diagnostics;
using OrderedBlocks.Core;

namespace OrderedBlocks.Execution;

/// <summary>The workers of a block: wakes them when there is work, and lets them retire when there is none.</summary>
[DebuggerDisplay("{_tally}")]
internal sealed class WorkerGroup<TInput, TOutput>
{
    private readonly WorkerTally _tally;
    private readonly Lock _workersLock = new();
    private readonly Stack<Worker<TInput, TOutput>> _resting = new();

    /// <summary>Creates the group; no worker runs before <see cref="Notify"/>.</summary>
    /// <param name="ring">The ring they work on.</param>
    /// <param name="transform">What they do.</param>
    /// <param name="lifeCycle">Tells them when to drop instead.</param>
    /// <param name="host">Hears from them.</param>
    /// <param name="scheduler">Runs them.</param>
    /// <param name="watch">Releases what they put off, should they be held up.</param>
    /// <param name="most">Workers at the most, from 1.</param>
    /// <param name="mostPerTask">Items that a worker takes before it goes back to the scheduler, from 1.</param>
    public WorkerGroup(
        OrderedRing<TInput, TOutput> ring,
        Transform<TInput, TOutput> transform,
        LifeCycle lifeCycle,
        IWorkerHost host,
        IWorkScheduler scheduler,
        Watch watch,
        int most,
        int mostPerTask)
    {
        Ring = ring;
        Transform = transform;
        LifeCycle = lifeCycle;
        Host = host;
        Scheduler = scheduler;
        Watch = watch;
        _tally = new WorkerTally(most);
        MostPerTask = mostPerTask;
    }

    public OrderedRing<TInput, TOutput> Ring { get; }

    public Transform<TInput, TOutput> Transform { get; }

    public LifeCycle LifeCycle { get; }

    public IWorkerHost Host { get; }

    public IWorkScheduler Scheduler { get; }

    public Watch Watch { get; }

    public WorkerTally Tally => _tally;

    /// <summary>Items that a worker takes before it goes back to the scheduler.</summary>
    public int MostPerTask { get; }

    /// <summary>Whether there is something to start, or will be in a moment. A reserved position does not count.</summary>
    public bool HasWork => Ring.LookForWork() != WorkStatus.None;

    /// <summary>
    /// To be called by whoever has brought work, after a full fence (pair 1: the locked instruction of the admission, or
    /// the announced stamp).
    /// </summary>
    public void Notify()
    {
        if (_tally.WantsWorker)
        {
            Enlist();
        }
    }

    /// <summary>
    /// Drops everything that is queued, on this thread. For a block that is abandoned and whose ring is closed. A position whose
    /// message is still being fetched is left to whoever fetches it.
    /// </summary>
    public void DropQueued()
    {
        var backoff = default(Backoff);
        while (true)
        {
            if (Ring.TryClaim(out Position position))
            {
                Drop(position);
            }
            else if (Ring.LookForWork() == WorkStatus.None)
            {
                return;
            }
            else
            {
                backoff.Snooze();
            }
        }
    }

    /// <summary>Drops a claimed item of a block that is abandoned.</summary>
    public void Drop(Position position)
    {
        // Before the skip: what comes out is to be the beginning of what came in, without gaps.
        Ring.Cut(position);
        if (Ring.IsVoid(position))
        {
            Ring.SkipVoid(position);
        }
        else
        {
            Ring.TakeInput(position);
            Host.OnDropped(LifeCycle.ReasonToDrop);
            Ring.Skip(position);
        }
    }

    /// <summary>A searching worker leaves, unless it is needed after all.</summary>
    /// <returns>Whether it has left. Then it may be at work for another thread already.</returns>
    public bool TryRetire(Worker<TInput, TOutput> worker)
    {
        // Pair 1: counted out by a locked instruction first, then one more look. Whoever brought work after that look finds
        // the count, and whoever brought it before is found by it.
        _tally.Leave();
        if (HasWork && _tally.TryEnlist())
        {
            return false;
        }

        lock (_workersLock)
        {
            _resting.Push(worker);
        }

        return true;
    }

    /// <summary>
    /// Queues a worker. A scheduler that refuses it faults the block; the worker is then queued past it, and only drops.
    /// </summary>
    public void Schedule(Worker<TInput, TOutput> worker)
    {
        try
        {
            Scheduler.ScheduleWorker(worker);
            return;
        }
#pragma warning disable CA1031 // whatever a user's scheduler throws is the block's fault from here on
        catch (Exception error)
#pragma warning restore CA1031
        {
            Host.OnSchedulerFailed(error);
        }

        Scheduler.Queue(worker);
    }

    private void Enlist()
    {
        if (_tally.TryEnlist())
        {
            Schedule(Rent());
        }
    }

    // A worker that rests, or a new one. It must have been enlisted.
    private Worker<TInput, TOutput> Rent()
    {
        lock (_workersLock)
        {
            if (_resting.TryPop(out Worker<TInput, TOutput>? worker))
            {
                return worker;
            }
        }

        return new Worker<TInput, TOutput>(this);
    }
}
