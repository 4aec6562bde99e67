using System.Diagnostics;
using OrderedBlocks.Atomics;
using OrderedBlocks.Completion;
using OrderedBlocks.Delegates;
using OrderedBlocks.Ring;
using OrderedBlocks.Scheduling;

namespace OrderedBlocks.Output;

/// <summary>
/// The output side of a block that ends in a delegate: calls it with the outputs, in order, one at a time.
/// </summary>
/// <remarks>
/// <code>
///   free --(Release)--> held --(nothing at the head)--> free
///                       |  ^
///            (task pending) (task ended, on the scheduler)
///                       v  |
///                     waiting
/// </code>
/// <para>Whoever holds the output may move the head; it stays held while the delegate's task is pending. A worker that finds
/// it held goes away, and its holder looks once more (<see cref="NeedsAttention"/>) after it has let go and made a full fence
/// (pair 2).</para>
/// <para>An output keeps its place in the block until the delegate is done with it; then, and before the next one is
/// consumed, the senders are looked after.</para>
/// <para>When the task has ended the release goes on as soon as the scheduler comes to it, or, in a block that is abandoned,
/// past the scheduler: whoever lowers <see cref="_isTaskOver"/> goes on (ConsumedOutput.Tasks.cs).</para>
/// </remarks>
[DebuggerDisplay("held: {_isHeld}, ended: {_ended}")]
internal sealed partial class ConsumedOutput<TInput, TOutput> : IOutput, IThreadPoolWorkItem
{
    private readonly OrderedRing<TInput, TOutput> _ring;
    private readonly LifeCycle _lifeCycle;
    private readonly Consumer<TOutput> _consumer;
    private readonly Action<TOutput>? _synchronous;
    private readonly ItemPolicy<TInput> _policy;
    private readonly bool _keepsInputs;
    private readonly Reuse<TOutput>? _reuse;
    private readonly IConsumerHost _host;
    private readonly IWorkScheduler _scheduler;

    // Outputs that are consumed before the thread goes back to the scheduler.
    private readonly int _maxPerTask;

    // Outputs that are consumed, while that is cheap, before the senders are looked after.
    private readonly int _maxPerRelease;

    // Anybody, by locked instructions: up while somebody holds the output.
    private AtomicFlag _isHeld;

    // Up while a release is scheduled and has not begun: on the user's scheduler, and past it for the end.
    private AtomicFlag _releaseIsScheduled;
    private AtomicFlag _endIsScheduled;

    // Written by the holder. Read by others after they found that nobody holds it.
    private AtomicFlag _ended;

    // The holder's: up during a run of cheap outputs, in which senders are not looked after.
    private AtomicFlag _isInRun;

    /// <summary>Creates the side; nothing is consumed before the first <see cref="Release"/>.</summary>
    public ConsumedOutput(
        OrderedRing<TInput, TOutput> ring,
        LifeCycle lifeCycle,
        Consumer<TOutput> consumer,
        ItemPolicy<TInput> policy,
        bool keepsInputs,
        Reuse<TOutput>? reuse,
        IConsumerHost host,
        IWorkScheduler scheduler,
        int maxPerTask,
        int maxPerRelease)
    {
        _ring = ring;
        _lifeCycle = lifeCycle;
        _consumer = scheduler.Context is { } context ? consumer.In(context) : consumer;
        _synchronous = keepsInputs || ring.HasAttachments ? null : GivingBack(consumer.Synchronous, reuse);
        _policy = policy;
        _keepsInputs = keepsInputs;
        _reuse = reuse;
        _host = host;
        _scheduler = scheduler;
        _maxPerTask = maxPerTask;
        _maxPerRelease = maxPerRelease;
        _resumption = new Resumption(this);
    }

    private enum Outcome
    {
        // There is nothing at the head, or others are to have their turn first: senders, or the scheduler's other tasks.
        Paused,

        // The delegate's task is pending, or the failed item waits for a place among the failures.
        Waiting,

        // Nothing is consumed from here on, in a block that is failing in order.
        CutReached,

        // The last output has left the closed block.
        Finished,
    }

    public bool PutsOffSenders => _isInRun.IsUp;

    public bool AreTargetsGone => false;

    public void Release(bool cheap)
    {
        // A sender that lends a hand is not kept: what it does not come to is scheduled.
        int budget = !CallerRunsScope.IsActive ? _maxPerTask : cheap ? Math.Min(_maxPerTask, _maxPerRelease) : 1;
        ReleaseWithin(cheap, ref budget);
    }

    public void EnsureReleaseScheduled()
    {
        if (!NeedsAttention())
        {
            return;
        }

        if (_ring.IsFinished || _lifeCycle.IsAbandoned || IsTruncationReached)
        {
            // An end needs nothing of the user's: it comes even if his scheduler runs nothing any more.
            if (_endIsScheduled.TryRaise())
            {
                _scheduler.Queue(this);
            }
        }
        else if (_releaseIsScheduled.TryRaise())
        {
            Schedule(this);
        }
    }

    public void PropagateCompletion()
    {
        // Nobody is linked to a delegate.
    }

    void IThreadPoolWorkItem.Execute()
    {
        // Fence: what comes after this schedules a release of its own; what came before is seen by the one that follows.
        _releaseIsScheduled.LowerAndFence();
        _endIsScheduled.LowerAndFence();
        if (_lifeCycle.IsAbandoned)
        {
            // The scheduler may have stopped before it came to this.
            Resume();
        }

        Release(cheap: false);
    }

    private void ReleaseWithin(bool cheap, ref int budget)
    {
        while (_isHeld.TryRaise() && GoOn(cheap, hasMoved: false, ref budget))
        {
        }
    }

    // By the holder, who lets go, unless the delegate's task is pending. Returns whether there is more to do on this thread.
    private bool GoOn(bool cheap, bool hasMoved, ref int budget)
    {
        Outcome outcome = Run(cheap, hasMoved, ref budget);
        if (outcome == Outcome.Waiting)
        {
            Wait();
            return false;
        }

        // Pairs 2 and 3: the head has moved and nobody holds the output; now look for stamps and senders.
        _isHeld.LowerAndFence();
        _host.OnReleased(cheap);
        if (outcome == Outcome.Finished)
        {
            _host.OnFinished();
        }
        else if (outcome == Outcome.CutReached)
        {
            _host.OnTruncationReached();
        }

        if (budget > 0)
        {
            return NeedsAttention();
        }

        EnsureReleaseScheduled();
        return false;
    }

    private Outcome Run(bool cheap, bool hasMoved, ref int budget)
    {
        while (!_ended.IsUp)
        {
            if (_lifeCycle.IsAbandoned)
            {
                // Nothing is consumed any more.
                if (_ring.TryDiscard(out long discarded) && discarded > 0)
                {
                    _host.OnDiscarded(discarded);
                }
            }
            else if (_ring.TryPeek(out TOutput? output))
            {
                if (budget <= 0 || (hasMoved && SendersAreFirst(cheap)))
                {
                    return Outcome.Paused;
                }

                if (cheap && _synchronous is { } consume)
                {
                    budget -= ConsumeRange(consume, Math.Min(budget, _maxPerRelease));
                }
                else
                {
                    budget--;
                    Consume(output);
                }

                if (_isPending)
                {
                    return Outcome.Waiting;
                }

                hasMoved = true;
                continue;
            }
            else if (IsTruncationReached)
            {
                return Outcome.CutReached;
            }

            if (!_ring.IsFinished)
            {
                return Outcome.Paused;
            }

            _ended.Set(true);
            return Outcome.Finished;
        }

        return Outcome.Paused;
    }

    // Pair 3, before the delegate is called once more, which may take long. No source is called while the output is held: it is
    // let go for that, or others call them.
    private bool SendersAreFirst(bool cheap)
    {
        Fence.Full();
        if (!_ring.IsGated)
        {
            return false;
        }

        if (!cheap)
        {
            _host.OnTakenFromOutside();
        }

        return cheap;
    }

    // What Consume does, for a delegate that simply returns, as long as nothing happens but that. Senders are looked after at the
    // end of the run, or by the watch, should one of the calls take long. Returns how many have left.
    private int ConsumeRange(Action<TOutput> consume, int max)
    {
        // Fence: the watch ticks after this, and finds the flag up.
        _isInRun.TryRaise();
        _host.OnPutOff();
        int count = 0;
        TOutput? output = default;
        try
        {
            while (count < max && !_lifeCycle.IsAbandoned && _ring.TryPeek(out output))
            {
                count++;
                consume(output);
                _ring.Pop();
            }
        }
#pragma warning disable CA1031 // whatever the user's delegate throws is the block's fault from here on
        catch (Exception error)
#pragma warning restore CA1031
        {
            RecordOutcome(output!, error);
        }

        _isInRun.Set(false);
        return count;
    }

    // The head has left then, or is pending.
    private void Consume(TOutput output)
    {
        try
        {
            if (!TryConsume(output, out ValueTask pending))
            {
                if (!pending.IsCompleted)
                {
                    _isPending = true;
                    _pending = pending;
                    return;
                }

                RecordOutcome(output, Consumer<TOutput>.GetOutcome(pending, _policy, out IReadOnlyList<Exception> errors), errors);
                return;
            }
        }
#pragma warning disable CA1031 // whatever the user's delegate throws is the block's fault from here on
        catch (Exception error)
#pragma warning restore CA1031
        {
            RecordOutcome(output, error);
            return;
        }

        RecordOutcome(output, null, []);
    }

    // As Dataflow does, unless the options say otherwise: a delegate that throws OperationCanceledException has cancelled its item,
    // not the block.
    private void RecordOutcome(TOutput output, Exception error) => RecordOutcome(output, _policy.Classify(error), [error]);

    // What is called in runs: also gives the output back, unless the delegate throws; then Settle does.
    private static Action<TOutput>? GivingBack(Action<TOutput>? consume, Reuse<TOutput>? reuse) =>
        consume is null || reuse is null
            ? consume
            : output =>
            {
                consume(output);
                reuse.GiveBack(output);
            };

    // The head leaves the block, or is pending still.
    private void RecordOutcome(TOutput output, LossReason? loss, IReadOnlyList<Exception> errors)
    {
        if (loss == LossReason.Failed && _policy.Failures is null)
        {
            FailedItem.NoteIn(errors, output);
        }

        // The delegate is done with it. Before its place is free: no more are out than the block has places and workers.
        _reuse?.GiveBack(output);
        if (loss is null)
        {
            ForgetInput();
            _ring.Pop();
            return;
        }

        if (loss != LossReason.Failed)
        {
            _host.OnItemDropped(loss.Value);
        }
        else
        {
            if (_policy.Failures is { } failures)
            {
                HandOver(failures, errors);
                return;
            }

            _ring.PeekInput(out Position position);
            _host.OnItemFailed(position, errors);
        }

        RemoveHead();
    }

    // The block goes on without the item, which keeps its place until its failure has one.
    private void HandOver(IFailureSink<TInput> failures, IReadOnlyList<Exception> errors)
    {
        TInput input = _ring.PeekInput(out Position position);
        ValueTask handOver = failures.TakeAsync(input, _ring.NumberOf(position), errors);
        if (handOver.IsCompleted)
        {
            RemoveFailedHead();
        }
        else
        {
            _isPending = true;
            _isHandingOver = true;
            _pending = handOver;
        }
    }

    // It has failed from here on: while it waited for a place it was waiting.
    private void RemoveFailedHead()
    {
        _host.OnItemDropped(LossReason.Failed);
        RemoveHead();
    }

    private void RemoveHead()
    {
        ForgetInput();
        _ring.Remove();
    }

    private void ForgetInput()
    {
        if (_keepsInputs)
        {
            _ring.ForgetInput();
        }
    }

    private void Schedule(IThreadPoolWorkItem item)
    {
        try
        {
            _scheduler.ScheduleRelease(item);
            return;
        }
#pragma warning disable CA1031 // whatever a user's scheduler throws is the block's fault from here on
        catch (Exception error)
#pragma warning restore CA1031
        {
            _host.OnSchedulerFailed(error);
        }

        _scheduler.Queue(item);
    }

    // Whether nothing is consumed from here on, in a block that is failing in order.
    private bool IsTruncationReached => _lifeCycle.IsFailingInOrder && _ring.LookAtHead() == HeadStatus.Truncated;

    // Whether a release would get anything done. Asked after a full fence. While the output is held it is the holder's affair:
    // he asks after he has let go; unless he is still to go on, and the block is abandoned.
    private bool NeedsAttention()
    {
        if (_isHeld.IsUp || _ended.IsUp)
        {
            return _isTaskOver.IsUp && _lifeCycle.IsAbandoned;
        }

        if (_ring.IsFinished || _lifeCycle.IsAbandoned)
        {
            return _ring.IsFinished || _ring.CanDiscardMore();
        }

        HeadStatus head = _ring.LookAtHead();
        return head is HeadStatus.Completed or HeadStatus.Skipped || (head == HeadStatus.Truncated && _lifeCycle.IsFailingInOrder);
    }
}
