using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;
using OrderedBlocks.Atomics;

namespace OrderedBlocks.OneToMany;

/// <content>How the worker hears of the end of an item that had to wait: by a value task whose source this is, for one item at a time.
/// </content>
internal sealed partial class OutputEnumeration<TInput, TOutput> : IValueTaskSource<OutputStream<TOutput>>
{
    private const long IsPending = 0;
    private const long IsAwaited = 1;
    private const long HasEnded = 2;

    // The worker, and whoever runs what is left of the item, by exchange: the second one to come has the worker go on.
    private AtomicInt64 _end;
    private Exception? _error;
    private Action<object?>? _onEnded;
    private object? _onEndedState;
    private short _version;

    ValueTaskSourceStatus IValueTaskSource<OutputStream<TOutput>>.GetStatus(short token) =>
        _end.Read() != HasEnded ? ValueTaskSourceStatus.Pending
        : _error is null ? ValueTaskSourceStatus.Succeeded
        : _error is OperationCanceledException ? ValueTaskSourceStatus.Canceled
        : ValueTaskSourceStatus.Faulted;

    OutputStream<TOutput> IValueTaskSource<OutputStream<TOutput>>.GetResult(short token)
    {
        if (_error is { } error)
        {
            ExceptionDispatchInfo.Throw(error);
        }

        return default!;
    }

    void IValueTaskSource<OutputStream<TOutput>>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        _onEnded = continuation;
        _onEndedState = state;
        if (_end.Exchange(IsAwaited) == HasEnded)
        {
            _end.Write(HasEnded);
            continuation(state);
        }
    }

    // Before the rest of the item is run.
    private ValueTask<OutputStream<TOutput>> Pend()
    {
        _end.Write(IsPending);
        _error = null;
        return new ValueTask<OutputStream<TOutput>>(this, ++_version);
    }

    private void NotifyOfEnd()
    {
        if (_end.Exchange(HasEnded) == IsAwaited)
        {
            _onEnded!(_onEndedState);
        }
    }
}
