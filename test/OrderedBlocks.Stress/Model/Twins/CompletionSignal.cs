using System.Threading.Tasks.Sources;
using ModelChecking;

namespace OrderedBlocks.Completion;

/// <summary>The promise of the model. What follows runs where it is kept, or on the pool of the model if that was before.</summary>
internal sealed class CompletionSignal : IValueTaskSource
{
    // Touched at each step, so that the state's hash knows of it, and what one thread had seen the other sees.
    private readonly Cell _touched = ModelRun.CreateCell(0);
    private bool _isKept;
    private Action? _continuation;

    public ValueTask Task => new(this, 0);

    public void Set()
    {
        Touch();
        _isKept = true;
        _continuation?.Invoke();
    }

    public ValueTaskSourceStatus GetStatus(short token)
    {
        Touch();
        return _isKept ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;
    }

    public void GetResult(short token) => Touch();

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        Touch();
        if (_isKept)
        {
            ModelPool.Current.Queue(() => continuation(state));
        }
        else
        {
            _continuation = () => continuation(state);
        }
    }

    private void Touch() => ModelRun.Current.Exchange(_touched, ModelRun.Version);
}
