using OrderedBlocks.Delegates;
using OrderedBlocks.Ring;

namespace OrderedBlocks.Workers;

/// <content>One item: the delegate is called, what came of it is noted, and others are told.</content>
internal sealed partial class Worker<TInput, TOutput>
{
    // While the delegate's task is pending, or the failed item waits for a place among the failures.
    private bool _isPending;
    private Position _pendingPosition;
    private TInput _pendingInput = default!;
    private ValueTask<TOutput> _pending;
    private bool _isHandingOver;
    private ValueTask _handOver;

    private bool IsToBeDropped(Position position) =>
        _lifeCycle.DropsItems && (_lifeCycle.IsAbandoned || _ring.IsTruncated(position));

    // The worker is to be suspended if the item is pending afterwards.
    private void RunItem(Position position)
    {
        if (IsToBeDropped(position))
        {
            _group.Drop(position);
            _group.Output.Release(ReleaseMode.Single);
            return;
        }

        if (!_ring.TryTakeInput(position, out TInput input))
        {
            AfterItem(_ring.SkipCanceledReservation(position));
            return;
        }

        TransformStatus status;
        TOutput output;
        IReadOnlyList<Exception> errors = [];
        try
        {
            status = _inContext is { } inContext
                ? inContext.Start(position, input, out output, out ValueTask<TOutput> pending)
                : _transform.Start(position, input, out output, out pending);
            if (status == TransformStatus.Pending)
            {
                if (!pending.IsCompleted)
                {
                    _isPending = true;
                    _pending = pending;
                    _pendingPosition = position;
                    _pendingInput = input;
                    return;
                }

                status = _transform.GetOutcome(pending, _policy, out output, out errors);
            }
        }
        catch (Exception error)
        {
            // Whatever the user's delegate throws is the block's fault from here on.
            RecordOutcome(position, input, error);
            return;
        }

        AfterItem(RecordOutcome(position, status, input, output, errors));
    }

    // As Dataflow does, unless the options say otherwise: a delegate that throws OperationCanceledException has canceled its item,
    // not the block.
    private void RecordOutcome(Position position, TInput input, Exception error) =>
        AfterItem(_policy.Classify(error) == LossReason.CanceledItem
            ? RecordOutcome(position, TransformStatus.Canceled, input, default!, [])
            : RecordOutcome(position, TransformStatus.Failed, input, default!, [error]));

    // Publishes the position's outcome, or leaves it pending. May be done on any thread: of the host it calls only what may be. Returns whether a
    // release is due.
    private bool RecordOutcome(Position position, TransformStatus status, TInput input, TOutput output, IReadOnlyList<Exception> errors)
    {
        _inContext?.End(status, errors);
        if (status == TransformStatus.Completed && _group.KeepsInputs)
        {
            _ring.KeepInput(position, input);
        }

        switch (status)
        {
            case TransformStatus.Completed when _run.IsCheap && _runIsOpen:
                // Its release is put off to the end of the run; the timer comes if that takes too long.
                CompleteQuietly(position, output);
                _hasPutOff = true;
                return false;

            case TransformStatus.Completed:
                return _isStreaming ? _ring.EndStream(position) : _ring.Complete(position, output);

            case TransformStatus.Stopped:
                // What has left of it by then is the beginning of its outputs.
                _ring.TruncateAt(EndOf(position));
                _group.Hub.OnDropped(_lifeCycle.ReasonToDrop);
                _hasGivenPlaceBack = true;
                return Skip(position);

            case TransformStatus.Canceled or TransformStatus.NoTask:
                _group.Hub.OnDropped(
                    status == TransformStatus.NoTask ? LossReason.NullTask : LossReason.CanceledItem);
                if (_lifeCycle.IsBeingCanceled)
                {
                    // As for what is dropped: the end of the block has taken this item, so nothing behind it is to come out.
                    _ring.TruncateAt(EndOf(position));
                }

                _hasGivenPlaceBack = true;
                return Skip(position);

            default:
                if (_policy.Failures is { } failures)
                {
                    return HandOver(failures, position, input, errors);
                }

                FailedItem.NoteIn(errors, input);

                // Cut and state before the skip: the releaser gets past this position only after it can see them.
                _ring.TruncateAt(EndOf(position));
                _group.Hub.OnFailed(position, errors);
                Skip(position);
                return true;
        }
    }

    private void CompleteQuietly(Position position, TOutput output)
    {
        if (_isStreaming)
        {
            _ring.EndStreamQuietly(position);
        }
        else
        {
            _ring.CompleteQuietly(position, output);
        }
    }

    // Where the output is cut behind what comes out of an item that has not ended well: its outputs up to then, if there may be
    // several; nothing, if there is one.
    private Position EndOf(Position position) => _isStreaming ? position.Next : position;

    private bool Skip(Position position) => _isStreaming ? _ring.SkipStream(position) : _ring.Skip(position);

    // The block goes on without the item, which keeps its place until its failure has one. Returns whether a release is due.
    private bool HandOver(IFailureSink<TInput> failures, Position position, TInput input, IReadOnlyList<Exception> errors)
    {
        ValueTask handOver = failures.TakeAsync(input, _ring.NumberOf(position), errors);
        if (handOver.IsCompleted)
        {
            return SkipFailed(position);
        }

        _isPending = true;
        _isHandingOver = true;
        _handOver = handOver;
        _pendingPosition = position;
        return false;
    }

    // It has failed from here on: while it waited for a place it was running.
    private bool SkipFailed(Position position)
    {
        _group.Hub.OnDropped(LossReason.Failed);
        _hasGivenPlaceBack = true;
        return Skip(position);
    }

    private void AfterItem(bool isReleaseDue)
    {
        if (_keyed is not null && (isReleaseDue || _hasGivenPlaceBack))
        {
            LeaveKeyQueue();
        }

        if (_hasGivenPlaceBack)
        {
            _hasGivenPlaceBack = false;
            _group.Hub.OnRoom(_run.Mode);
        }

        if (isReleaseDue || _lifeCycle.IsAbandoned)
        {
            _group.Output.Release(_run.Mode);
        }
    }

    // The item is pending. The thread is given back: if there is more to do, whoever brought it, or found it, has
    // enlisted another worker as far as the limit allows.
    private void Suspend()
    {
        _mode = Mode.Suspended;
        EndRun();
        _group.StealRest(Batch);
        _run.OnSuspended();
        Await();
    }

    // From here on the worker may be running again, on another thread.
    private void Await()
    {
        if (_isHandingOver)
        {
            Awaiting.Await(ref _handOver);
        }
        else
        {
            Awaiting.Await(ref _pending);
        }
    }

    // Runs where what was pending ends, perhaps under somebody's lock. The outcome is noted at once, so that a failure is
    // known before anything else is started; the work that follows from it is not done here.
    private void Resume()
    {
        _isPending = false;
        if (_isHandingOver)
        {
            _isHandingOver = false;
            _isReleaseDue = SkipFailed(_pendingPosition);
        }
        else
        {
            ValueTask<TOutput> pending = _pending;
            TInput input = _pendingInput;
            _pending = default;
            _pendingInput = default!;
            TransformStatus status =
                _transform.GetOutcome(pending, _policy, out TOutput output, out IReadOnlyList<Exception> errors);
            _isReleaseDue = RecordOutcome(_pendingPosition, status, input, output, errors);
            if (_isPending)
            {
                Await();
                return;
            }
        }

        if (_lifeCycle.DropsItems)
        {
            // This may have been the last one, and the end must not depend on a scheduler that may have stopped.
            _group.Output.EnsureReleaseScheduled();
        }

        _group.Schedule(this);
    }
}
