namespace OrderedBlocks;

/// <summary>The timer of the model: it ticks once after each setting, some time or other.</summary>
internal sealed class Timer : IDisposable
{
    private readonly TimerCallback _callback;
    private readonly object? _state;
    private bool _isDisposed;

    public Timer(TimerCallback callback, object? state, int dueTime, int period)
    {
        _ = (dueTime, period);
        _callback = callback;
        _state = state;
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        _ = (dueTime, period);
        ModelPool.Current.SetTimer(Tick);
    }

    public void Dispose() => _isDisposed = true;

    private void Tick()
    {
        if (!_isDisposed)
        {
            _callback(_state);
        }
    }
}
