using System.Diagnostics;
using OrderedBlocks.Atomics;
using OrderedBlocks.Completion;
using OrderedBlocks.Delegates;
using OrderedBlocks.Keys;
using OrderedBlocks.Ring;
using OrderedBlocks.Ring.Stealing;
using OrderedBlocks.Scheduling;

namespace OrderedBlocks.Workers;

/// <summary>The workers of a block: wakes them when there is work, and lets them retire when there is none.</summary>
[DebuggerDisplay("{_tally}")]
internal sealed partial class WorkerGroup<TInput, TOutput>
{
    // What a sender that lends a hand spends on it in one go, in microseconds, if that makes no room.
    private const long HelpPatience = 50;

    private static readonly long s_helpPatience = HelpPatience * Stopwatch.Frequency / 1_000_000;

    private readonly WorkerCounts _workerCounts;
    private readonly Lock _workersLock = new();

    // Under _workersLock.
    private Worker<TInput, TOutput>? _resting;

    // Under _workersLock.
    private long _wakeUps;

    // All that there are, and empty places behind them. Filled and replaced by a longer one under _workersLock, read by anybody.
    private AtomicReference<Worker<TInput, TOutput>?[]> _all = new([]);
    private int _count;

    /// <summary>Creates the group; no worker runs before <see cref="Notify"/>.</summary>
    /// <param name="ring">The ring they work on.</param>
    /// <param name="transform">What they do.</param>
    /// <param name="lifeCycle">Tells them when to drop instead.</param>
    /// <param name="hub">Hears from them.</param>
    /// <param name="output">Hands outputs on.</param>
    /// <param name="scheduler">Runs them.</param>
    /// <param name="deferredWork">Releases what they put off, should they be held up.</param>
    /// <param name="max">Workers at the most, from 1.</param>
    /// <param name="maxPerTask">Items that a worker takes before it goes back to the scheduler, from 1.</param>
    /// <param name="maxPerClaim">Items that a worker claims in one go, from 1.</param>
    /// <param name="policy">What becomes of an item whose delegate has thrown.</param>
    /// <param name="keepsInputs">Whether an item's input stays with its output.</param>
    /// <param name="keys">Where the items are ordered by key, then one is claimed at a time; else null.</param>
    public WorkerGroup(
        OrderedRing<TInput, TOutput> ring,
        Transform<TInput, TOutput> transform,
        LifeCycle lifeCycle,
        IBlockHub hub,
        IReleaser output,
        IWorkScheduler scheduler,
        DeferredWorkTimer deferredWork,
        int max,
        int maxPerTask,
        int maxPerClaim,
        ItemPolicy<TInput> policy,
        bool keepsInputs,
        KeyTable<TInput>? keys)
    {
        Ring = ring;
        Transform = transform;
        LifeCycle = lifeCycle;
        Hub = hub;
        Output = output;
        Scheduler = scheduler;
        DeferredWork = deferredWork;
        _workerCounts = new WorkerCounts(max);
        MaxPerTask = maxPerTask;
        MaxPerClaim = maxPerClaim;
        Policy = policy;
        KeepsInputs = keepsInputs;
        Keyed = keys is null ? null : new KeyScheduler<TInput, TOutput>(this, keys);
    }

    public OrderedRing<TInput, TOutput> Ring { get; }

    public Transform<TInput, TOutput> Transform { get; }

    public LifeCycle LifeCycle { get; }

    public IBlockHub Hub { get; }

    /// <summary>Hands outputs on.</summary>
    public IReleaser Output { get; }

    public IWorkScheduler Scheduler { get; }

    public DeferredWorkTimer DeferredWork { get; }

    public WorkerCounts Counts => _workerCounts;

    /// <summary>Items that a worker takes before it goes back to the scheduler.</summary>
    public int MaxPerTask { get; }

    /// <summary>Items that a worker claims in one go while they are cheap.</summary>
    public int MaxPerClaim { get; }

    /// <summary>What decides which item is started next where items are ordered by key; else null.</summary>
    public KeyScheduler<TInput, TOutput>? Keyed { get; }

    /// <summary>What becomes of an item whose delegate has thrown.</summary>
    public ItemPolicy<TInput> Policy { get; }

    /// <summary>Whether an item's input stays with its output.</summary>
    public bool KeepsInputs { get; }

    /// <summary>
    /// How many may work, from 0. Those who are too many leave when they have done what they have begun;
    /// <see cref="LookForWork"/> must follow, by which more may begin.
    /// </summary>
    public int Degree
    {
        get => _workerCounts.Max;
        set => _workerCounts.Max = value;
    }

    /// <summary>Traces the items whose senders' contexts travel with them; null in a block where these do not.</summary>
    public ItemTracing? Tracing { get; init; }

    /// <summary>What was taken from workers that were held up.</summary>
    public StolenItems StolenItems { get; } = new();

    /// <summary>Positions that are claimed and not started. Exact when nothing moves.</summary>
    public long UnstartedCount
    {
        get
        {
            long count = StolenItems.Count + (Keyed?.WaitingCount ?? 0);
            foreach (Worker<TInput, TOutput>? worker in All)
            {
                count += worker?.Batch.Count ?? 0;
            }

            return count;
        }
    }

    // Workers that do not count towards the limit, since another one must start the head.
    private long ExcusedForHead =>
        Transform.WaitingForRoom is > 0 and long waiting && (Keyed?.IsReady(Ring.Head) ?? StolenItems.IsFirst(Ring.Head)) ? waiting : 0;

    /// <summary>How often a worker was woken. A sender that lends a hand is none.</summary>
    public long WakeUpCount
    {
        get
        {
            using (Uninterrupted.Enter(_workersLock))
            {
                return _wakeUps;
            }
        }
    }

    /// <summary>All workers there are, resting ones included, and empty places behind them.</summary>
    public ReadOnlySpan<Worker<TInput, TOutput>?> All => _all.Read();

    /// <summary>Whether there is something to start, or will be in a moment. A reserved position does not count.</summary>
    public bool HasWork => StolenItems.Count != 0 || Ring.LookForWork() != WorkStatus.None || Keyed is { HasReady: true };

    /// <summary>
    /// To be called by whoever has brought work, after a full fence (WorkerWakeUp: the locked instruction of the admission, or
    /// the state that was published with a full fence).
    /// </summary>
    public void Notify()
    {
        if (_workerCounts.WantsWorker)
        {
            Enlist();
        }
        else if (Transform.IsStreaming)
        {
            LookForHead();
        }
    }

    /// <summary>
    /// Wakes a worker for the head if it is claimed and not started. Workers that wait for room for their outputs wait for the head;
    /// so they do not count towards the limit here. A full fence must stand before it (HeadStart).
    /// </summary>
    public void LookForHead()
    {
        if (ExcusedForHead is > 0 and long excused && _workerCounts.TryStartWorkerFor(excused))
        {
            Schedule(Rent(isWoken: true));
        }
    }

    /// <summary>
    /// Opens the batches of workers that have been held up since this was called the last time, so that others can start what is
    /// left of them.
    /// </summary>
    /// <remarks>For the timer. It is set again while there are batches.</remarks>
    public void LookAfterWorkers()
    {
        // KeyWakeUp: a worker that left a key's queue while work was cheap has set the timer instead of looking for another worker.
        if (Keyed is { HasReady: true })
        {
            Notify();
        }

        bool anyOpen = false;
        foreach (Worker<TInput, TOutput>? worker in All)
        {
            if (worker is null)
            {
                break;
            }

            if (worker.Batch.IsHeldUp(out bool isOpen))
            {
                StealRest(worker.Batch);
            }

            anyOpen |= isOpen;
        }

        if (anyOpen)
        {
            // No fence is needed between a batch and this: should one be overlooked that has just begun, its owner sets the timer.
            DeferredWork.Set();
        }
    }

    /// <summary>Wakes a worker if there is something to start. Under no lock; a full fence must stand before it (WorkerWakeUp).</summary>
    public void LookForWork()
    {
        if (HasWork)
        {
            Notify();
        }
    }

    /// <summary>
    /// Works for a while on the calling thread, a sender's that would have to wait: until half of the places are free, there is
    /// nothing to start, or it takes long. As any worker, it counts.
    /// </summary>
    /// <returns>Whether anything was done.</returns>
    public bool TryHelp()
    {
        if (Keyed is { IsClaiming: true } || !CallerRunsScope.TryBegin())
        {
            return false;
        }

        try
        {
            return _workerCounts.TryJoin() && Help();
        }
        finally
        {
            CallerRunsScope.End();
        }
    }

    /// <summary>A helper goes on as long as this says so.</summary>
    public bool HelpsOn(long began, long now) => now - began < s_helpPatience && !Ring.IsHalfFree;

    /// <summary>Opens what is left of a batch to any worker.</summary>
    public void StealRest(Batch batch)
    {
        if (!batch.TryMoveRestTo(StolenItems))
        {
            return;
        }

        // WorkerWakeUp and BlockEnd: the stolen items are published; now look whether a worker is to be woken, or whether the block was abandoned
        // meanwhile, by somebody who has dropped its queue without them. In a pause no worker comes to do it.
        Fence.Full();
        if (LifeCycle.IsAbandoned)
        {
            while (StolenItems.TryTake(out Position position))
            {
                Drop(position);
            }

            Output.EnsureReleaseScheduled();
        }
        else
        {
            Notify();
        }
    }

    /// <summary>
    /// Drops everything that is queued, on this thread. For a block that is abandoned and whose ring is closed. A position whose
    /// message is still being fetched is left to whoever fetches it, and what a worker claims meanwhile to the worker.
    /// </summary>
    public void DropQueued()
    {
        if (Keyed is not null && !Keyed.TryDropWaiting())
        {
            return;
        }

        foreach (Worker<TInput, TOutput>? worker in All)
        {
            if (worker is not null)
            {
                StealRest(worker.Batch);
            }
        }

        var backoff = default(Backoff);
        while (true)
        {
            if (StolenItems.TryTake(out Position position) || Ring.TryClaim(out position))
            {
                Drop(position);
            }
            else if (!HasWork)
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
        Ring.TruncateAt(position);
        if (Ring.TryTakeInput(position, out _))
        {
            Hub.OnDropped(LifeCycle.ReasonToDrop);
            Ring.Skip(position);
        }
        else
        {
            Ring.SkipCanceledReservation(position);
        }
    }

    /// <summary>A searching worker leaves, unless it is needed after all.</summary>
    /// <returns>Whether it has left. Then it may be at work for another thread already.</returns>
    public bool TryRetire(Worker<TInput, TOutput> worker)
    {
        // WorkerWakeUp: counted out by a locked instruction first, then one more look. Whoever brought work after that look finds
        // the count, and whoever brought it before is found by it.
        _workerCounts.Leave();
        if (HasWork && _workerCounts.TryStartWorkerFor(ExcusedForHead))
        {
            return false;
        }

        Rest(worker);
        return true;
    }

    /// <summary>
    /// Queues a worker, or what is left of an item of its. A scheduler that refuses it faults the block; it is then queued past it,
    /// and only drops.
    /// </summary>
    public void Schedule(IThreadPoolWorkItem worker)
    {
        try
        {
            Scheduler.ScheduleWorker(worker);
            return;
        }
        catch (Exception error)
        {
            // Whatever a user's scheduler throws is the block's fault from here on.
            Hub.OnError(error);
        }

        Scheduler.Queue(worker);
    }

    private bool Help()
    {
        Worker<TInput, TOutput> worker = Rent(isWoken: false);
        bool done = worker.Help(out bool isFree);
        if (!isFree)
        {
            return done;
        }

        Rest(worker);

        // WorkerWakeUp, as in TryRetire.
        _workerCounts.LeaveBusy();
        if (HasWork)
        {
            Notify();
        }

        return done;
    }
}
