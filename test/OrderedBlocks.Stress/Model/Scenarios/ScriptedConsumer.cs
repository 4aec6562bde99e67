using System.Threading.Tasks.Sources;
using ModelChecking;
using OrderedBlocks.Delegates;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Consumes as the scenario says: at once, failing, or with a task that is ended by hand, on another thread of the model. Sees to it
/// that no call begins before the one before has ended.
/// </summary>
internal sealed class ScriptedConsumer(int pendsAt = 0, int failsAt = 0) : Consumer<int>, IValueTaskSource
{
    // Touched at each step, so that the state's hash knows of it, and what one thread had seen the other sees.
    private readonly Cell _touched = ModelRun.CreateCell(0);
    private readonly List<int> _items = [];
    private bool _isInside;
    private bool _isPending;
    private bool _isOver;
    private Action? _continuation;

    /// <summary>What the calls were given.</summary>
    public IReadOnlyList<int> Items => _items;

    /// <summary>Whether the call has been made whose task is ended by hand.</summary>
    public bool IsPending => _isPending;

    /// <summary>What a call does before it returns.</summary>
    public Action<int> OnConsume { get; init; } = static _ => { };

    public override bool TryConsume(int output, out ValueTask pending)
    {
        Touch();
        ModelRun.Current.Require(!_isInside, $"{output} is consumed while another one is.");
        _isInside = true;
        _items.Add(output);
        OnConsume(output);
        Touch();
        bool pends = output == pendsAt;
        _isPending |= pends;
        _isInside = pends;
        pending = pends ? new ValueTask(this, 0) : default;
        return output == failsAt ? throw new InvalidOperationException() : !pends;
    }

    /// <summary>Ends the task, on this thread, when the call has been made.</summary>
    public void End()
    {
        ModelRun.Current.WaitUntil(() => _isPending);
        Touch();
        _isOver = true;
        _isInside = false;
        _continuation?.Invoke();
    }

    public ValueTaskSourceStatus GetStatus(short token)
    {
        Touch();
        return _isOver ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;
    }

    public void GetResult(short token) => Touch();

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        Touch();
        if (_isOver)
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
