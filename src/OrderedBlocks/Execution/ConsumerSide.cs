using System.Diagnostics;
using OrderedBlocks.Core;

namespace OrderedBlocks.Execution;

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
/// <para>An output keeps its place in the block until the delegate is done with it.</para>
/// </remarks>
[DebuggerDisplay("held: {_isHeld}, ended: {_ended}")]
internal sealed class ConsumerSide<TInput, TOutput> : IOutputSide, IThreadPoolWorkItem
{
    private readonly OrderedRing<TInput, TOutput> _ring;
    private readonly LifeCycle _lifeCycle;
    private readonly Consumer<TOutput> _consumer;
    private readonly Action<TOutput>? _synchronous;
    private readonly IOutputHost _host;
    private readonly IWorkScheduler _scheduler;
    private readonly Resumption _resumption;
    private readonly int _mostPerRun;

    // Anybody, by locked instructions: up while somebody holds the output.
    private Flag _isHeld;

    // Up while a release is scheduled and has not begun: on the user's scheduler, and past it for the end.
    private Flag _releaseIsScheduled;
    private Flag _endIsScheduled;

    // Written by the holder. Read by others after they found that nobody holds it.
    private Flag _ended;

    // The holder's: the delegate's task while it is pending, and then until the release goes on.
    private ValueTask _pending;

    /// <summary>Creates the side; nothing is consumed before the first <see cref="Release"/>.</summary>
    public ConsumerSide(
        OrderedRing<TInput, TOutput> ring,
        LifeCycle lifeCycle,
        Consumer<TOutput> consumer,
        IOutputHost host,
        IWorkScheduler scheduler,
        int mostPerRun)
    {
        _ring = ring;
        _lifeCycle = lifeCycle;
        _consumer = consumer;
        _synchronous = consumer.Synchronous;
        _host = host;
        _scheduler = scheduler;
        _mostPerRun = mostPerRun;
        _resumption = new Resumption(this);
    }

    private enum Outcome
    {
        // There is nothing at the head, or others are to have their turn first.
        Paused,

        // The delegate's task is pending.
        Waiting,

        // The last output has left the closed block.
        Finished,
    }

    public void Release(bool cheap)
    {
        while (_isHeld.TryRaise())
        {
            if (!GoOn(cheap))
            {
                return;
            }
        }
    }

    public void Attend()
    {
        if (!NeedsAttention())
        {
            return;
        }

        if (_ring.IsFinished || _lifeCycle.IsAbandoned)
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
        Release(cheap: false);
    }

    // By the holder, who lets go, unless the delegate's task is pending. Returns whether there is more to do.
    private bool GoOn(bool cheap)
    {
        Outcome outcome = Run();
        if (outcome == Outcome.Waiting)
        {
            // Pair 3: places were given back, and this may be the last look for a long time.
            Fence.Full();
            _host.OnReleased(cheap: false);
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

        return NeedsAttention();
    }

    private Outcome Run()
    {
        for (int count = 0; !_ended.IsUp; count++)
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
                if (count == _mostPerRun)
                {
                    return Outcome.Paused;
                }

                if (!Consume(output))
                {
                    return Outcome.Waiting;
                }

                continue;
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

    // Returns whether the delegate is done with the head, which has left then.
    private bool Consume(TOutput output)
    {
        LossReason? loss = null;
        IReadOnlyList<Exception> errors = [];
        try
        {
            if (_synchronous is { } consume)
            {
                consume(output);
                _ring.Pop();
                return true;
            }

            if (!_consumer.TryConsume(output, out ValueTask pending))
            {
                if (!pending.IsCompleted)
                {
                    _pending = pending;
                    return false;
                }

                loss = Consumer<TOutput>.Conclude(pending, out errors);
            }
        }
        catch (OperationCanceledException)
        {
            // As Dataflow does: the delegate has cancelled its item, not the block.
            loss = LossReason.CancelledItem;
        }
#pragma warning disable CA1031 // whatever the user's delegate throws is the block's fault from here on
        catch (Exception error)
#pragma warning restore CA1031
        {
            loss = LossReason.Failed;
            errors = [error];
        }

        Settle(output, loss, errors);
        return true;
    }

    // The head leaves the block.
    private void Settle(TOutput output, LossReason? loss, IReadOnlyList<Exception> errors)
    {
        if (loss is null)
        {
            _ring.Pop();
            return;
        }

        if (loss == LossReason.Failed)
        {
            FailedItem.NoteIn(errors, output);
            _host.OnItemFailed(errors);
        }
        else
        {
            _host.OnItemDropped(loss.Value);
        }

        _ring.Remove();
    }

    // From the hand-over on, the output may be held by the thread on which the task ends.
    private void Wait()
    {
        try
        {
            if (_scheduler.Continuations is { } continuations)
            {
                // A task that has ended by now would have the awaiter's continuation run on the pool.
                Task task = _pending.AsTask();
                _pending = new ValueTask(task);
                _ = task.ContinueWith(
                    static (_, side) => ((ConsumerSide<TInput, TOutput>)side!).ScheduleResumption(),
                    this,
                    CancellationToken.None,
                    TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.DenyChildAttach,
                    continuations);
            }
            else
            {
                _pending.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_resumption.Schedule);
            }
        }
#pragma warning disable CA1031 // a value task's source is user code too
        catch (Exception error)
#pragma warning restore CA1031
        {
            _pending = new ValueTask(Task.FromException(error));
            ScheduleResumption();
        }
    }

    // Runs where the delegate's task ends, perhaps under somebody's lock: nothing of others is called here.
    private void ScheduleResumption()
    {
        if (_lifeCycle.IsAbandoned)
        {
            // The end must not depend on a scheduler that may have stopped.
            _scheduler.Queue(_resumption);
        }
        else
        {
            Schedule(_resumption);
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

    // By the holder, whose head was waited for.
    private void Resume()
    {
        // The head was looked at before the delegate was called, and nobody else may move it.
        ValueTask ended = _pending;
        _pending = default;
        _ring.TryPeek(out TOutput? output);
        Settle(output!, Consumer<TOutput>.Conclude(ended, out IReadOnlyList<Exception> errors), errors);
        if (GoOn(cheap: false))
        {
            Release(cheap: false);
        }
    }

    // Whether a release would get anything done. Asked after a full fence. While the output is held it is the holder's affair:
    // he asks after he has let go.
    private bool NeedsAttention()
    {
        if (_isHeld.IsUp || _ended.IsUp)
        {
            return false;
        }

        return _ring.IsFinished || (_lifeCycle.IsAbandoned
            ? _ring.CanSettleMore()
            : _ring.LookAtHead() is HeadStatus.Completed or HeadStatus.Skipped);
    }

    // Goes on with the release when the delegate's task has ended.
    private sealed class Resumption : IThreadPoolWorkItem
    {
        private readonly ConsumerSide<TInput, TOutput> _side;

        public Resumption(ConsumerSide<TInput, TOutput> side)
        {
            _side = side;
            Schedule = side.ScheduleResumption;
        }

        public Action Schedule { get; }

        void IThreadPoolWorkItem.Execute() => _side.Resume();
    }
}
