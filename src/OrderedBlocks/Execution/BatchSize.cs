using System.Diagnostics;
using OrderedBlocks.Core;

namespace OrderedBlocks.Execution;

/// <summary>How many items a worker claims at a time: one to begin with, more while they are cheap.</summary>
/// <remarks>
/// A batch is to take some microseconds: long enough to spread the cost of claiming it, short enough that nobody waits for
/// its end. It doubles while a full one takes less than 5 microseconds and halves when one takes more than 10.
/// </remarks>
internal struct BatchSize
{
    private const int Most = 64;

    // A full batch that takes less than this many microseconds makes the next one larger; one that takes more, smaller.
    private const long GrowBelow = 5;
    private const long ShrinkAbove = 10;

    private static readonly long s_growBelow = GrowBelow * Stopwatch.Frequency / 1_000_000;
    private static readonly long s_shrinkAbove = ShrinkAbove * Stopwatch.Frequency / 1_000_000;

    private int _size;
    private int _count;
    private long _started;

    public BatchSize() => _size = 1;

    /// <summary>Whether the work has been found cheap.</summary>
    public readonly bool IsCheap => _size > 1;

    /// <summary>How often a worker looks for work before it leaves. After slow work it is not worth waiting for more.</summary>
    public readonly int LooksBeforeLeaving => _size > 1 ? 40 : 4;

    /// <summary>How many positions to claim: never more than a fair share of what is waiting.</summary>
    public readonly int ShareOf<TInput, TOutput>(OrderedRing<TInput, TOutput> ring, int most, int workers)
    {
        int size = Math.Min(_size, most);
        if (size == 1)
        {
            return 1;
        }

        long sharers = Math.Min(workers, Environment.ProcessorCount);
        return (int)Math.Clamp((ring.UnclaimedCount + sharers - 1) / sharers, 1, size);
    }

    /// <summary>A batch begins.</summary>
    public void Begin(int count)
    {
        _count = count;
        _started = Stopwatch.GetTimestamp();
    }

    /// <summary>The batch is done.</summary>
    public void End()
    {
        long elapsed = Stopwatch.GetTimestamp() - _started;
        if (elapsed < s_growBelow)
        {
            if (_count >= _size)
            {
                _size = Math.Min(_size * 2, Most);
            }
        }
        else if (elapsed > s_shrinkAbove)
        {
            // Far above it, the work has changed: begin again.
            _size = elapsed > 8 * s_shrinkAbove ? 1 : Math.Max(1, _size / 2);
        }
    }

    /// <summary>A delegate did not end at once: from now on each of its items is claimed by itself.</summary>
    public void OnSuspended() => _size = 1;
}
