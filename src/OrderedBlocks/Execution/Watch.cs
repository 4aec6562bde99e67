using System.Diagnostics;
using OrderedBlocks.Core;

namespace OrderedBlocks.Execution;

/// <summary>
/// Looks after what was put off. While work is cheap its results are released, and senders are woken, many at a time; should
/// the worker that means to do so be held up by a slow item, the watch does it in its place.
/// </summary>
/// <remarks>
/// It is set by whoever puts something off, and ticks once for all that was put off until then. While nothing is put off no
/// timer runs.
/// </remarks>
[DebuggerDisplay("{_isSet}")]
internal sealed class Watch : IDisposable
{
    /// <summary>How long something is put off if nobody comes to do it, to which the timer's own resolution is added.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(1);

    private readonly Action _onTick;
    private readonly Lock _timerLock = new();

    // Up from the setting to the tick.
    private Flag _isSet;

    // Both under _timerLock.
    private Timer? _timer;
    private bool _isDisposed;

    /// <param name="onTick">Runs on the pool. What it looks at must have been put off before the watch was set.</param>
    public Watch(Action onTick) => _onTick = onTick;

    /// <summary>Makes it tick once. A full fence must stand between what was put off and this.</summary>
    public void Set()
    {
        if (!_isSet.IsUp && _isSet.TryRaise())
        {
            Start();
        }
    }

    /// <summary>It ticks no more.</summary>
    public void Dispose()
    {
        lock (_timerLock)
        {
            _isDisposed = true;
            _timer?.Dispose();
        }
    }

    private void Start()
    {
        lock (_timerLock)
        {
            if (_isDisposed)
            {
                return;
            }

            _timer ??= CreateTimer();
            _timer.Change(Period, Timeout.InfiniteTimeSpan);
        }
    }

    private Timer CreateTimer()
    {
        // The timer lives as long as the block; it must not keep the context of whoever came first.
        bool restore = !ExecutionContext.IsFlowSuppressed();
        if (restore)
        {
            ExecutionContext.SuppressFlow();
        }

        var timer = new Timer(static watch => ((Watch)watch!).Tick(), this, Timeout.Infinite, Timeout.Infinite);
        if (restore)
        {
            ExecutionContext.RestoreFlow();
        }

        return timer;
    }

    private void Tick()
    {
        // Fence: what is put off after this finds the flag down and sets the watch; what came before is seen by the look.
        _isSet.LowerAndFence();
        _onTick();
    }
}
