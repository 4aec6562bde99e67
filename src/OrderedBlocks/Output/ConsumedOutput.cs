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
/// (HeadRelease).</para>
/// <para>An output keeps its place in the block until the delegate is done with it; then, and before the next one is
/// consumed, the senders are looked after.</para>
/// <para>When the task has ended the release goes on as soon as the scheduler comes to it, or, in a block that is abandoned,
/// past the scheduler: whoever lowers <see cref="_isTaskOver"/> goes on (ConsumedOutput.Tasks.cs).</para>
/// </remarks>
[DebuggerDisplay("held: {_isHeld}, ended: {HasEnded}")]
internal sealed partial class ConsumedOutput<TInput, TOutput> : OutputSide
{
    private readonly OrderedRing<TInput, TOutput> _ring;
    private readonly Consumer<TOutput> _consumer;
    private readonly Action<TOutput>? _synchronous;
    private readonly ItemPolicy<TInput> _policy;
    private readonly bool _keepsInputs;
    private readonly Reuse<TOutput>? _reuse;

    // Outputs that are consumed before the thread goes back to the scheduler.
    private readonly int _maxPerTask;

    // Anybody, by locked instructions: up while somebody holds the output.
    private AtomicFlag _isHeld;

    // The holder's: up during a run of cheap outputs, in which senders are not looked after.
    private AtomicFlag _isInRun;

    /// <summary>Creates the side; nothing is consumed before the first <see cref="Release"/>.</summary>
    public ConsumedOutput(
        OrderedRing<TInput, TOutput> ring,
        LifeCycle lifeCycle,
        Consumer<TOutput> consumer,
        ItemPolicy<TInput> policy,
        Reuse<TOutput>? reuse,
        IOutputHub hub,
        IWorkScheduler scheduler,
        int maxPerTask,
        int maxPerRelease)
        : base(ring, lifeCycle, hub, scheduler, maxPerRelease)
    {
        _ring = ring;
        _keepsInputs = policy.Failures is not null;
        _consumer = scheduler.Context is { } context ? consumer.In(context) : consumer;
        _synchronous = _keepsInputs || ring.HasAttachments ? null : GivingBack(consumer.Synchronous, reuse);
        _policy = policy;
        _reuse = reuse;
        _maxPerTask = maxPerTask;
        _resumption = new Resumption(this);
    }

    private enum Outcome
    {
        // There is nothing at the head, or others are to have their turn first: senders, or the scheduler's other tasks.
        Paused,

        // The delegate's task is pending, or the failed item waits for a place among the failures.
        Waiting,

        // Nothing is consumed from here on, in a block that is failing in order.
        TruncationReached,

        // The last output has left the closed block.
        Finished,
    }

    public override bool DefersSenders => _isInRun.IsUp;

    public override bool KeepsInputs => _keepsInputs;

    public override void Release(ReleaseMode mode)
    {
        // A sender that lends a hand is not kept: what it does not come to is scheduled.
        int budget = !CallerRunsScope.IsActive ? _maxPerTask : mode == ReleaseMode.Run ? Math.Min(_maxPerTask, MaxPerRelease) : 1;
        ReleaseWithin(mode, ref budget);
    }

    protected override void ReleaseScheduled()
    {
        if (LifeCycle.IsAbandoned)
        {
            // The scheduler may have stopped before it came to this.
            Resume();
        }

        Release(ReleaseMode.Single);
    }

    private void ReleaseWithin(ReleaseMode mode, ref int budget)
    {
        while (_isHeld.TryRaise() && GoOn(mode, hasMoved: false, ref budget))
        {
        }
    }

    // By the holder, who lets go, unless the delegate's task is pending. Returns whether there is more to do on this thread.
    private bool GoOn(ReleaseMode mode, bool hasMoved, ref int budget)
    {
        Outcome outcome = Run(mode, hasMoved, ref budget);
        if (outcome == Outcome.Waiting)
        {
            Wait();
            return false;
        }

        // HeadRelease and SenderWakeUp: the head has moved and nobody holds the output; now look for states and senders.
        _isHeld.LowerAndFence();
        Hub.OnReleased(mode);
        if (outcome == Outcome.Finished)
        {
            Hub.OnFinished();
        }
        else if (outcome == Outcome.TruncationReached)
        {
            Hub.OnTruncationReached();
        }

        if (budget > 0)
        {
            return NeedsAttention();
        }

        EnsureReleaseScheduled();
        return false;
    }

    private Outcome Run(ReleaseMode mode, bool hasMoved, ref int budget)
    {
        while (!HasEnded)
        {
            if (LifeCycle.IsAbandoned)
            {
                // Nothing is consumed any more.
                Discard();
            }
            else if (_ring.TryPeek(out TOutput? output))
            {
                if (budget <= 0 || (hasMoved && SendersAreFirst(mode)))
                {
                    return Outcome.Paused;
                }

                if (mode == ReleaseMode.Run && _synchronous is { } consume)
                {
                    budget -= ConsumeRange(consume, Math.Min(budget, MaxPerRelease));
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
                return Outcome.TruncationReached;
            }

            if (!_ring.IsFinished)
            {
                return Outcome.Paused;
            }

            SetEnded(true);
            return Outcome.Finished;
        }

        return Outcome.Paused;
    }

    // SenderWakeUp, before the delegate is called once more, which may take long. No source is called while the output is held: it is
    // let go for that, or others call them.
    private bool SendersAreFirst(ReleaseMode mode)
    {
        Fence.Full();
        if (!_ring.IsGated)
        {
            return false;
        }

        if (mode == ReleaseMode.Single)
        {
            Hub.OnTakenFromOutside();
            return false;
        }

        return true;
    }

    // What Consume does, for a delegate that simply returns, as long as nothing happens but that. Senders are looked after at the
    // end of the run, or by the timer, should one of the calls take long. Returns how many have left.
    private int ConsumeRange(Action<TOutput> consume, int max)
    {
        // Fence: the timer ticks after this, and finds the flag up.
        _isInRun.TryRaise();
        Hub.OnSendersDeferred();
        int count = 0;
        TOutput? output = default;
        try
        {
            while (count < max && !LifeCycle.IsAbandoned && _ring.TryPeek(out output))
            {
                count++;
                consume(output);
                _ring.Pop();
            }
        }
        catch (Exception error)
        {
            // Whatever the user's delegate throws is the block's fault from here on.
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
        catch (Exception error)
        {
            // Whatever the user's delegate throws is the block's fault from here on.
            RecordOutcome(output, error);
            return;
        }

        RecordOutcome(output, null, []);
    }

    // As Dataflow does, unless the options say otherwise: a delegate that throws OperationCanceledException has canceled its item,
    // not the block.
    private void RecordOutcome(TOutput output, Exception error) => RecordOutcome(output, _policy.Classify(error), [error]);

    // What is called in runs: also gives the output back, unless the delegate throws; then RecordOutcome does.
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
            Hub.OnDropped(loss.Value);
        }
        else
        {
            if (_policy.Failures is { } failures)
            {
                HandOver(failures, errors);
                return;
            }

            _ring.PeekInput(out Position position);
            Hub.OnHeadFailed(position, errors);
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
        Hub.OnDropped(LossReason.Failed);
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

    // While the output is held it is the holder's affair, unless the holder is still to go on and the block is abandoned.
    protected override bool NeedsAttention()
    {
        if (_isHeld.IsUp || HasEnded)
        {
            return _isTaskOver.IsUp && LifeCycle.IsAbandoned;
        }

        if (_ring.IsFinished || LifeCycle.IsAbandoned)
        {
            return _ring.IsFinished || _ring.CanDiscardMore();
        }

        HeadStatus head = _ring.LookAtHead();
        return head is HeadStatus.Completed or HeadStatus.Skipped || (head == HeadStatus.Truncated && LifeCycle.IsFailingInOrder);
    }
}
