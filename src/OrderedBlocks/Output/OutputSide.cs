using OrderedBlocks.Atomics;
using OrderedBlocks.Completion;
using OrderedBlocks.Ring;
using OrderedBlocks.Scheduling;

namespace OrderedBlocks.Output;

/// <summary>The side of a block on which outputs leave, in order: to links and readers, or into a delegate.</summary>
internal abstract class OutputSide : IReleaser, IThreadPoolWorkItem
{
    private readonly IHead _head;

    // Written by the holder of the output. Read by others after they found that nobody holds it.
    private AtomicFlag _ended;

    // Up while a release is scheduled and has not begun: on the user's scheduler, and past it for the end.
    private AtomicFlag _releaseIsScheduled;
    private AtomicFlag _endIsScheduled;

    /// <param name="head">Where the outputs come from.</param>
    /// <param name="lifeCycle">The block's.</param>
    /// <param name="hub">Is told what happens.</param>
    /// <param name="scheduler">Runs releases.</param>
    /// <param name="maxPerRelease">Outputs that leave in one go before the senders are looked after.</param>
    protected OutputSide(IHead head, LifeCycle lifeCycle, IOutputHub hub, IWorkScheduler scheduler, int maxPerRelease)
    {
        _head = head;
        LifeCycle = lifeCycle;
        Hub = hub;
        Scheduler = scheduler;
        MaxPerRelease = maxPerRelease;
    }

    /// <summary>
    /// Whether places are being given back without a look at the senders. The timer was set after this became true; it must be
    /// set again as long as it is.
    /// </summary>
    public virtual bool DefersSenders => false;

    /// <summary>Whether the last target has declined for good, and no other was linked since. Acquire.</summary>
    public virtual bool AreTargetsGone => false;

    /// <summary>Whether an item's input must stay with its output.</summary>
    public virtual bool KeepsInputs => false;

    protected LifeCycle LifeCycle { get; }

    protected IOutputHub Hub { get; }

    protected IWorkScheduler Scheduler { get; }

    protected int MaxPerRelease { get; }

    /// <summary>Whether the last output has left the closed block.</summary>
    protected bool HasEnded => _ended.IsUp;

    /// <summary>Whether nothing comes out from here on, in a block that is failing in order.</summary>
    protected bool IsTruncationReached => LifeCycle.IsFailingInOrder && _head.LookAtHead() == HeadStatus.Truncated;

    public abstract void Release(ReleaseMode mode);

    public void EnsureReleaseScheduled()
    {
        if (!NeedsAttention())
        {
            return;
        }

        if (_head.IsFinished || LifeCycle.IsAbandoned || IsTruncationReached)
        {
            // An end needs nothing of the user's. It comes even if the user's scheduler runs nothing any more, not even the release
            // that was scheduled before.
            if (_endIsScheduled.TryRaise())
            {
                Scheduler.Queue(this);
            }
        }
        else if (_releaseIsScheduled.TryRaise())
        {
            ScheduleOrQueue(this);
        }
    }

    /// <summary>Tells others of the end. Once, after the completion task has ended.</summary>
    public virtual void PropagateCompletion()
    {
        // Nobody is linked to a delegate.
    }

    void IThreadPoolWorkItem.Execute()
    {
        // Fence: what comes after this schedules a release of its own; what came before is seen by the one that follows.
        _releaseIsScheduled.LowerAndFence();
        _endIsScheduled.LowerAndFence();
        ReleaseScheduled();
    }

    /// <summary>The release that was scheduled.</summary>
    protected virtual void ReleaseScheduled() => Release(ReleaseMode.Single);

    /// <summary>
    /// Whether a release would get anything done. A thread asks after it has let go of the output and made a full fence. While
    /// another thread holds the output, the answer may be wrong, since that thread asks, too.
    /// </summary>
    protected abstract bool NeedsAttention();

    /// <summary>By the holder of the output.</summary>
    protected void SetEnded(bool ended) => _ended.Set(ended);

    /// <summary>By the holder of the output, in a block that is abandoned: throws away what can be thrown away.</summary>
    protected void Discard()
    {
        if (_head.TryDiscard(out long discarded) && discarded > 0)
        {
            Hub.OnDropped(LifeCycle.ReasonToDrop, discarded);
        }
    }

    /// <summary>Schedules a release. A scheduler that refuses it faults the block; then it is queued past the scheduler.</summary>
    protected void ScheduleOrQueue(IThreadPoolWorkItem item)
    {
        try
        {
            Scheduler.ScheduleRelease(item);
            return;
        }
        catch (Exception error)
        {
            // Whatever a user's scheduler throws is the block's fault from here on.
            Hub.OnError(error);
        }

        Scheduler.Queue(item);
    }
}
