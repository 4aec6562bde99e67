using System.Diagnostics;
using OrderedBlocks.Atomics;

namespace OrderedBlocks.Scheduling;

/// <summary>
/// Looks after what was put off. While work is cheap its results are released, and senders are woken, many at a time; should
/// the worker that means to do so be held up by a slow item, the timer does it in its place.
/// </summary>
/// <remarks>
/// It is set by whoever puts something off, and ticks once for all that was put off until then. While nothing is put off no
/// alarm is set. After the block's end it ticks no more.
/// </remarks>
[DebuggerDisplay("{_isSet}")]
internal sealed class DeferredWorkTimer : IThreadPoolWorkItem
{
    /// <summary>How long something is put off if nobody comes to do it, to which the clock's own resolution is added.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(1);

    private readonly IWorkScheduler _scheduler;
    private readonly IDeferredWork _owner;

    // Up from the setting to the tick.
    private AtomicFlag _isSet;

    /// <param name="scheduler">Sets the alarm.</param>
    /// <param name="owner">Is told of the ticks.</param>
    public DeferredWorkTimer(IWorkScheduler scheduler, IDeferredWork owner)
    {
        _scheduler = scheduler;
        _owner = owner;
    }

    /// <summary>Makes it tick once. A full fence must stand between what was put off and this.</summary>
    public void Set()
    {
        if (!_isSet.IsUp && _isSet.TryRaise())
        {
            QueueAlarm();
        }
    }

    // No alarm comes if there is no memory for one: the next that puts something off tries again.
    private void QueueAlarm()
    {
        bool isQueued = false;
        try
        {
            _scheduler.QueueAlarm(this);
            isQueued = true;
        }
        finally
        {
            if (!isQueued)
            {
                _isSet.Set(false);
            }
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        // Fence: what is put off after this finds the flag down and sets the timer; what came before is seen by the look.
        _isSet.LowerAndFence();
        _owner.OnTick();
    }
}
