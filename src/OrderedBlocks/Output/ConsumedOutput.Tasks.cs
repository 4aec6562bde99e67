using OrderedBlocks.Atomics;
using OrderedBlocks.Delegates;

namespace OrderedBlocks.Output;

/// <content>While the delegate's task is pending, and after it.</content>
internal sealed partial class ConsumedOutput<TInput, TOutput>
{
    private readonly Resumption _resumption;

    // Up from the end of the delegate's task until somebody goes on; by locked instructions.
    private AtomicFlag _isTaskOver;

    // The holder's: what the head waits for, its delegate's task or a place among the failures, and then until the release goes on.
    private bool _isPending;
    private bool _isHandingOver;
    private ValueTask _pending;

    // The holder's, made by the first task that is pending.
    private Awaiting Awaiting => field is { IsSpent: false } made ? made : field = new Awaiting(ScheduleResumption, Scheduler);

    // From here on, the output may be held by the thread on which the task ends.
    private void Wait() => Awaiting.Await(ref _pending);

    // Runs where the delegate's task ends, perhaps under somebody's lock: nothing of others is called here.
    private void ScheduleResumption()
    {
        // Fence: either this sees that the block is abandoned, or whoever abandons it sees this (NeedsAttention).
        _isTaskOver.TryRaise();
        if (LifeCycle.IsAbandoned)
        {
            // The end must not depend on a scheduler that may have stopped.
            Scheduler.Queue(_resumption);
        }
        else
        {
            ScheduleOrQueue(_resumption);
        }
    }

    // The first to come holds the output from here on; others may have been scheduled as well.
    private void Resume()
    {
        if (!_isTaskOver.TryLower())
        {
            return;
        }

        // The head was looked at before the delegate was called, and nobody else may move it.
        ValueTask ended = _pending;
        _pending = default;
        _isPending = false;
        if (_isHandingOver)
        {
            _isHandingOver = false;
            RemoveFailedHead();
        }
        else
        {
            _ring.TryPeek(out TOutput? output);
            RecordOutcome(output!, Consumer<TOutput>.GetOutcome(ended, _policy, out IReadOnlyList<Exception> errors), errors);
            if (_isPending)
            {
                Wait();
                return;
            }
        }

        int budget = _maxPerTask;
        if (GoOn(ReleaseMode.Single, hasMoved: true, ref budget))
        {
            ReleaseWithin(ReleaseMode.Single, ref budget);
        }
    }

    // Goes on with the release when the delegate's task has ended.
    private sealed class Resumption(ConsumedOutput<TInput, TOutput> side) : IThreadPoolWorkItem
    {
        void IThreadPoolWorkItem.Execute() => side.Resume();
    }
}
