using System.Diagnostics;
using OrderedBlocks.Atomics;
using OrderedBlocks.Ring;

namespace OrderedBlocks.Scheduling;

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
                UninterruptedCall.Run(_timer, static timer => timer.Change(s_period, s_period));
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

        // Not under the list's lock: a worker that brings a ring would wait until all the others were trimmed.
        foreach (Entry entry in entries)
        {
            try
            {
                entry.Look();
            }
            catch (OutOfMemoryException)
            {
                // The ring stays as it was, and is looked at again.
            }
        }

        using (Uninterrupted.Enter(_lock))
        {
            _entries.RemoveAll(static entry => entry.IsDone);
            if (_entries.Count == 0)
            {
                _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private Timer CreateTimer()
    {
        // The timer lives as long as the process, and must not keep the context of the block that came first.
        using (NoFlow.Begin())
        {
            return new Timer(static trimmer => ((IdleTrimmer)trimmer!).Tick(), this, Timeout.Infinite, Timeout.Infinite);
        }
    }

    private sealed class Entry(WeakReference<ITrimmable> ring, long taken)
    {
        private long _taken = taken;

        /// <summary>Whether there is nothing more to look for.</summary>
        public bool IsDone { get; private set; }

        public void Look()
        {
            if (!ring.TryGetTarget(out ITrimmable? target))
            {
                IsDone = true;
                return;
            }

            long now = target.TakenCount;
            if (now != _taken)
            {
                _taken = now;
                return;
            }

            target.Trim();
            IsDone = !target.GoesOnWaiting();
        }
    }
}
