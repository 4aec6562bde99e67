using System.Threading.Tasks.Sources;
using ModelChecking;

namespace OrderedBlocks;

/// <summary>The core of a value task's source in the model. What follows runs on the pool of the model.</summary>
internal struct ManualResetValueTaskSourceCore<TResult>
{
    // Touched at each step, so that the state's hash knows of it, and what one thread had seen the other sees.
    private Cell? _touched;
    private TResult _result;
    private Exception? _error;
    private bool _isCompleted;
    private Action? _continuation;

    public bool RunContinuationsAsynchronously { get; set; }

    public short Version { get; private set; }

    public void SetResult(TResult result)
    {
        Touch();
        _result = result;
        Complete();
    }

    public void SetException(Exception error)
    {
        Touch();
        _error = error;
        Complete();
    }

    // Only looks: it is asked by the conditions of those who wait, too.
    public readonly ValueTaskSourceStatus GetStatus(short token)
    {
        if (_touched is not null)
        {
            ModelRun.Current.Read(_touched);
        }

        Check(token);
        return !_isCompleted ? ValueTaskSourceStatus.Pending
            : _error is null ? ValueTaskSourceStatus.Succeeded
            : ValueTaskSourceStatus.Faulted;
    }

    public TResult GetResult(short token)
    {
        Touch();
        Check(token);
        return _error is null ? _result : throw _error;
    }

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        Touch();
        Check(token);
        _continuation = () => continuation(state);
        if (_isCompleted)
        {
            ModelPool.Current.Queue(_continuation);
        }
    }

    public void Reset()
    {
        Touch();
        Version++;
        _result = default!;
        _error = null;
        _isCompleted = false;
        _continuation = null;
    }

    private void Complete()
    {
        if (_isCompleted)
        {
            throw new InvalidOperationException("Completed twice.");
        }

        _isCompleted = true;
        if (_continuation is { } continuation)
        {
            ModelPool.Current.Queue(continuation);
        }
    }

    private readonly void Check(short token)
    {
        if (token != Version)
        {
            throw new InvalidOperationException("Another version.");
        }
    }

    private void Touch() => ModelRun.Current.Exchange(_touched ??= ModelRun.CreateCellAtFirstUse(), ModelRun.Version);
}
