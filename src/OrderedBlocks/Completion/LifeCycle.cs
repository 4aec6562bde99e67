using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using OrderedBlocks.Atomics;
using OrderedBlocks.Ring;
using OrderedBlocks.Scheduling;

namespace OrderedBlocks.Completion;

/// <summary>How far a block's life has come, and how it is going to end.</summary>
/// <remarks>
/// The state only ever grows, by one compare-and-swap a transition. Exceptions are recorded before the state says that there
/// are some, and no more of them once the end has sealed the list, so that none is recorded and then not reported.
/// </remarks>
[DebuggerDisplay("{State}")]
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer, wait handle or parent: nothing to dispose of.")]
internal sealed class LifeCycle
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationToken _token;
    private readonly CancellationToken _otherToken;
    private readonly Lock _errorsLock = new();

    // All under _errorsLock: exceptions of the block, those of items that are reported in the items' order, the one that comes after
    // all items, those that sources have passed on, which come last, whether what comes before the first failed item has been handed
    // on, and whether these are all.
    private List<Exception>? _errors;
    private List<(Position Position, IReadOnlyList<Exception> Errors)>? _errorsInOrder;
    private Exception? _lastError;
    private List<Exception>? _passedErrors;
    private bool _isTruncationReached;
    private bool _sealed;
    private LifeCycleState _lastState;

    // A LifeCycleState. Anybody, by compare-and-swap.
    private AtomicInt64 _state;

    // Up once a source's exception counts. Written under _errorsLock, after the state; anybody reads it.
    private AtomicFlag _hasPassedError;

    // Set once, before the block is shared, if a delegate takes a token.
    private CancellationTokenSource? _delegateCancellation;

    /// <summary>Creates the life of a block.</summary>
    /// <param name="token">The token that cancels it.</param>
    /// <param name="otherToken">Another one.</param>
    public LifeCycle(CancellationToken token, CancellationToken otherToken = default)
    {
        _token = token;
        _otherToken = otherToken;
    }

    /// <summary>
    /// Whether an item's exception is dropped with the outputs before it when a token fires. Otherwise it counts although they are dropped.
    /// </summary>
    public bool KeepsErrorsInOrder { private get; init; }

    /// <summary>Ends when the block has. Its continuations never run on the thread that ends it.</summary>
    public Task Completion => _completion.Task;

    /// <summary>The present state. Acquire.</summary>
    public LifeCycleState State => (LifeCycleState)_state.Read();

    /// <summary>
    /// Whether the block has failed behind all that comes before its failure, which has been handed on. Only after <see cref="End"/>.
    /// </summary>
    public bool HasFailedInOrder { get; private set; }

    /// <summary>Whether what is queued is to be dropped instead of transformed.</summary>
    public bool IsAbandoned => State >= LifeCycleState.Stopping;

    /// <summary>Whether the block is faulting as soon as what comes before a failed item has been handed on.</summary>
    public bool IsFailingInOrder => State == LifeCycleState.FailingInOrder;

    /// <summary>Whether it is, or was, failing in order because a source has failed.</summary>
    public bool HasPassedError => _hasPassedError.IsUp;

    /// <summary>Whether some items are to be dropped: all, or those at which the output is cut, or behind.</summary>
    public bool DropsItems => State >= LifeCycleState.FailingInOrder;

    /// <summary>Why items are thrown away now, if they are.</summary>
    public LossReason ReasonToDrop => State switch
    {
        LifeCycleState.Stopping => LossReason.TargetsGone,
        LifeCycleState.Canceling => LossReason.Cancellation,
        _ => LossReason.Fault,
    };

    /// <summary>What the completion has ended with. Only after <see cref="End"/>: nothing is added then.</summary>
    public IReadOnlyList<Exception> Errors => _errors ?? [];

    /// <summary>
    /// Why the block ends, or has ended, as far as is known: an exception of its fault, or the cancellation; null while it is open
    /// and if it ends as a success.
    /// </summary>
    public Exception? Reason
    {
        get
        {
            using (Uninterrupted.Enter(_errorsLock))
            {
                LifeCycleState state = State;
                return (state == LifeCycleState.Ended ? _lastState : state) switch
                {
                    LifeCycleState.Canceling => new OperationCanceledException(FiredToken),
                    LifeCycleState.Faulting or LifeCycleState.FailingInOrder => FindFirstError(),
                    _ => null,
                };
            }
        }
    }

    /// <summary>Whether the block is abandoned, or is about to be because its token has fired.</summary>
    public bool IsBeingCanceled => IsAbandoned || HasTokenFired;

    /// <summary>Whether one of its tokens has fired.</summary>
    public bool HasTokenFired => _token.IsCancellationRequested || _otherToken.IsCancellationRequested;

    /// <summary>
    /// Whether a delegate that was canceled while the block is as it is now counts as canceled by the block.
    /// </summary>
    public bool IsOwnCancellation(OperationCanceledException error) =>
        IsBeingCanceled
        || (error.CancellationToken.CanBeCanceled
            && (error.CancellationToken == _token || error.CancellationToken == _otherToken));

    /// <summary>Creates the token for the delegates: it fires when the block is canceled, faulted or stopped.</summary>
    public CancellationToken CreateDelegateToken()
    {
        _delegateCancellation ??= new CancellationTokenSource();
        return _delegateCancellation.Token;
    }

    /// <summary>No more items. Returns whether this call was the first to say so.</summary>
    public bool TryComplete() => TryAdvance(LifeCycleState.Completing, from: LifeCycleState.Open);

    /// <summary>No more items, and an exception once those that there are have been handed on.</summary>
    /// <returns>Whether this call was the first to say that there are no more.</returns>
    public bool TryComplete(Exception error)
    {
        using (Uninterrupted.Enter(_errorsLock))
        {
            if (!TryAdvance(LifeCycleState.FailingInOrder, from: LifeCycleState.Open))
            {
                return false;
            }

            _lastError = error;
            return true;
        }
    }

    /// <summary>
    /// The block is to be canceled. An exception that was to come behind all items is dropped with them. If items have failed, or a
    /// source has, the block is faulted instead, at once, with what it knows.
    /// </summary>
    /// <returns>Whether it is abandoned by this call.</returns>
    public bool TryCancel()
    {
        using (Uninterrupted.Enter(_errorsLock))
        {
            bool isFaulted = IsFailingInOrder && !KeepsErrorsInOrder && (_errorsInOrder is not null || HasPassedError);
            if (!TryAdvance(isFaulted ? LifeCycleState.Faulting : LifeCycleState.Canceling, from: LifeCycleState.FailingInOrder))
            {
                return false;
            }

            if (!isFaulted)
            {
                _lastError = null;
                _errorsInOrder = null;
            }

            return true;
        }
    }

    /// <summary>Nobody is left to take anything. If the block is failing in order it is faulted, with what it knows.</summary>
    /// <returns>Whether it is abandoned by this call.</returns>
    public bool TryStop() =>
        TryAdvance(LifeCycleState.Stopping, from: LifeCycleState.Completing)
        || TryAdvance(LifeCycleState.Faulting, from: LifeCycleState.FailingInOrder);

    /// <summary>What comes before the failed item has been handed on. Returns whether the block is faulted by this call.</summary>
    public bool TryEndFailing()
    {
        using (Uninterrupted.Enter(_errorsLock))
        {
            bool isFaulted = TryAdvance(LifeCycleState.Faulting, from: LifeCycleState.FailingInOrder);
            _isTruncationReached |= isFaulted;
            return isFaulted;
        }
    }

    /// <summary>An item has failed, and what comes before it is to be handed on first. It has been cut.</summary>
    public void FailInOrder(Position position, IReadOnlyList<Exception> errors)
    {
        using (Uninterrupted.Enter(_errorsLock))
        {
            bool isTooLate = _sealed || (KeepsErrorsInOrder && State == LifeCycleState.Canceling);
            if (!isTooLate)
            {
                (_errorsInOrder ??= []).Add((position, errors));
                if (!TryAdvance(LifeCycleState.FailingInOrder, from: LifeCycleState.Completing) && !IsFailingInOrder)
                {
                    // It is abandoned already; as with any failure.
                    TryAdvance(LifeCycleState.Faulting, from: LifeCycleState.Canceling);
                }
            }
        }
    }

    /// <summary>Somebody else's exception; it counts only while the block is neither canceled nor faulted.</summary>
    /// <returns>Whether the block is faulted by this call.</returns>
    public bool TryFault(Exception error)
    {
        using (Uninterrupted.Enter(_errorsLock))
        {
            if (_sealed || IsAbandoned)
            {
                return false;
            }

            (_errors ??= []).Add(error);
            return TryAdvance(LifeCycleState.Faulting, from: LifeCycleState.Canceling);
        }
    }

    /// <summary>
    /// The exception of a source, which acts behind the items that there are; it counts only while the block is neither canceled nor
    /// faulted.
    /// </summary>
    /// <returns>Whether it counts.</returns>
    public bool TryFaultInOrder(Exception error)
    {
        using (Uninterrupted.Enter(_errorsLock))
        {
            if (_sealed || IsAbandoned)
            {
                return false;
            }

            // A cancellation may come meanwhile: then it has won.
            if (!TryAdvance(LifeCycleState.FailingInOrder, from: LifeCycleState.Completing) && !IsFailingInOrder)
            {
                return false;
            }

            (_passedErrors ??= []).Add(error);

            // PassedFault: the caller looks for targets behind this.
            _hasPassedError.TryRaise();
            return true;
        }
    }

    /// <summary>Exceptions of the block's own: they are always recorded, and beat a cancellation.</summary>
    public void Fault(IEnumerable<Exception> errors)
    {
        using (Uninterrupted.Enter(_errorsLock))
        {
            if (!_sealed)
            {
                (_errors ??= []).AddRange(errors);
                TryAdvance(LifeCycleState.Faulting, from: LifeCycleState.Canceling);
            }
        }
    }

    /// <summary>Lets the delegates know that the block is abandoned. Runs nobody's callbacks on this thread.</summary>
    public void CancelDelegates(IWorkScheduler scheduler)
    {
        if (_delegateCancellation is { } source)
        {
            scheduler.Cancel(source);
        }
    }

    /// <summary>Ends the completion task. To be called once, when nothing is left in the block.</summary>
    public void End()
    {
        LifeCycleState last;
        using (Uninterrupted.Enter(_errorsLock))
        {
            _sealed = true;
            HasFailedInOrder = _errors is not { Count: > 0 } && (_isTruncationReached || IsFailingInOrder);
            if (_errorsInOrder is not null)
            {
                _errorsInOrder.Sort(static (one, other) => Math.Sign(one.Position - other.Position));
                (_errors ??= []).InsertRange(0, _errorsInOrder.SelectMany(static item => item.Errors));
            }

            if (_lastError is not null)
            {
                (_errors ??= []).Add(_lastError);
            }

            if (_passedErrors is not null)
            {
                (_errors ??= []).AddRange(_passedErrors);
            }

            last = (LifeCycleState)_state.Exchange((long)LifeCycleState.Ended);
            _lastState = last;
        }

        if (last is LifeCycleState.Faulting or LifeCycleState.FailingInOrder)
        {
            if (_errors is [OperationCanceledException cancellation] && cancellation == _lastError)
            {
                // Completed as canceled, as a channel can be.
                _completion.SetCanceled(cancellation.CancellationToken);
            }
            else
            {
                _completion.SetException(Errors);

                // As in Dataflow: a completion that nobody reads is not an unobserved exception.
                _ = Completion.Exception;
            }
        }
        else if (last == LifeCycleState.Canceling)
        {
            _completion.SetCanceled(FiredToken);
        }
        else
        {
            _completion.SetResult();
        }
    }

    // The token that a canceled completion carries.
    private CancellationToken FiredToken => _otherToken.IsCancellationRequested && !_token.IsCancellationRequested ? _otherToken : _token;

    // Under _errorsLock: the one that End puts in front.
    private Exception? FindFirstError()
    {
        if (_sealed || _errorsInOrder is null)
        {
            return _errors is { Count: > 0 } ? _errors[0] : _lastError ?? _passedErrors?[0];
        }

        (Position Position, IReadOnlyList<Exception> Errors) first = _errorsInOrder[0];
        foreach ((Position Position, IReadOnlyList<Exception> Errors) item in _errorsInOrder)
        {
            first = item.Position.IsBefore(first.Position) ? item : first;
        }

        return first.Errors[0];
    }

    // Moves on to a state unless the present one is later than "from".
    private bool TryAdvance(LifeCycleState to, LifeCycleState from)
    {
        long state = _state.Read();
        while (state <= (long)from)
        {
            long seen = _state.CompareExchange((long)to, state);
            if (seen == state)
            {
                return true;
            }

            state = seen;
        }

        return false;
    }
}
