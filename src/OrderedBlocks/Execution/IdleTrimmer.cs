using System.Diagnostics;
using OrderedBlocks.Core;

namespace OrderedBlocks.Execution;

/// <summary>
/// Trims the rings that have grown, once nothing has come to them for a second. One timer for all blocks of the process, which ticks
/// only while there are such rings. An item pays nothing for it: a block comes here when a worker retires.
/// </summary>
[DebuggerDisplay("{_entries.Count} rings")]
internal sealed class IdleTrimmer
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();

    // Both under _lock.
    private readonly List<Entry> _entries = [];
    private Timer? _timer;

    /// <summary>The process's.</summary>
    public static IdleTrimmer Shared { get; } = new();

    /// <summary>Trims the ring once it has been at rest for a second. It is held weakly.</summary>
    public void Await(ITrimmable ring)
    {
        var entry = new Entry(new WeakReference<ITrimmable>(ring), ring.TakenCount);
        using (Uninterrupted.Enter(_lock))
        {
            _entries.Add(entry);
            if (_entries.Count == 1)
            {
                _timer ??= CreateTimer();
                _timer.Change(s_period, s_period);
            }
        }
    }

    /// <summary>Looks at all rings. By the timer; by tests.</summary>
    internal void Tick()
    {
        Entry[] entries;
        using (Uninterrupted.Enter(_lock))
        {
            entries = [.. _entries];
        }

        // Under no lock: a ring's producers may be held up by one who holds it.
        HashSet<Entry> done = [];
        foreach (Entry entry in entries)
        {
            if (!entry.Look())
            {
                done.Add(entry);
            }
        }

        using (Uninterrupted.Enter(_lock))
        {
            _entries.RemoveAll(done.Contains);
            if (_entries.Count == 0)
            {
                _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private Timer CreateTimer()
    {
        // The timer lives as long as the process, and must not keep the context of the block that came first.
        bool restore = !ExecutionContext.IsFlowSuppressed();
        if (restore)
        {
            ExecutionContext.SuppressFlow();
        }

        var timer = new Timer(static trimmer => ((IdleTrimmer)trimmer!).Tick(), this, Timeout.Infinite, Timeout.Infinite);
        if (restore)
        {
            ExecutionContext.RestoreFlow();
        }

        return timer;
    }

    private sealed class Entry(WeakReference<ITrimmable> ring, long taken)
    {
        private long _taken = taken;

        // Returns whether to look again at the next tick.
        public bool Look()
        {
            if (!ring.TryGetTarget(out ITrimmable? target))
            {
                return false;
            }

            long now = target.TakenCount;
            if (now != _taken)
            {
                _taken = now;
                return true;
            }

            target.Trim();
            return target.GoesOnWaiting();
        }
    }
}
