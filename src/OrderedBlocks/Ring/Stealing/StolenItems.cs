using System.Diagnostics;
using OrderedBlocks.Atomics;

namespace OrderedBlocks.Ring.Stealing;

/// <summary>Claimed positions that were taken from workers that were held up, to be started by any worker, the first one first.</summary>
[DebuggerDisplay("{_count}")]
internal sealed class StolenItems
{
    private LazyLock _lock = new();

    // Under _lock: from the latest range to the earliest, each not empty. Null until there is one.
    private List<(Position First, Position End)>? _ranges;

    // Written under _lock, read by anybody: how many positions there are.
    private AtomicInt64 _count;

    /// <summary>How many positions wait here. Acquire.</summary>
    public long Count => _count.Read();

    /// <summary>Puts a range here. Before the caller looks for a worker he must make a full fence (WorkerWakeUp).</summary>
    public void Add(Position first, Position end)
    {
        Debug.Assert(first.IsBefore(end));
        using (_lock.Enter())
        {
            _ranges ??= [];
            int index = 0;
            while (index < _ranges.Count && first.IsBefore(_ranges[index].First))
            {
                index++;
            }

            _ranges.Insert(index, (first, end));
            _count.Write(_count.ReadOwn() + (end - first));
        }
    }

    /// <summary>Takes the first of all positions here.</summary>
    /// <param name="position">The position.</param>
    /// <param name="counts">Who takes is one of these, and takes nothing if there are too many; null for somebody else.</param>
    /// <param name="head">The head: only for that some workers may be excused.</param>
    /// <param name="excused">Workers that do not count if the first position is the head.</param>
    /// <returns>Whether it has taken one.</returns>
    public bool TryTake(out Position position, WorkerCounts? counts = null, Position head = default, long excused = 0)
    {
        position = default;
        return _count.Read() != 0 && TryTakeFirst(out position, counts, head, excused);
    }

    /// <summary>Whether this position is the first of all here.</summary>
    public bool IsFirst(Position position)
    {
        if (_count.Read() == 0)
        {
            return false;
        }

        using (_lock.Enter())
        {
            return _ranges is { Count: > 0 } && _ranges[^1].First == position;
        }
    }

    private bool TryTakeFirst(out Position position, WorkerCounts? counts, Position head, long excused)
    {
        using (_lock.Enter())
        {
            // LoweredLimit: what is here was put here under the lock, by who had seen the limit if that was lowered before it came.
            if (_ranges is null or { Count: 0 } || counts?.ExceedsLimitWithout(_ranges[^1].First == head ? excused : 0) == true)
            {
                position = default;
                return false;
            }

            (position, Position end) = _ranges[^1];
            _ranges.RemoveAt(_ranges.Count - 1);
            if (position.Next.IsBefore(end))
            {
                _ranges.Add((position.Next, end));
            }

            _count.Write(_count.ReadOwn() - 1);
            return true;
        }
    }
}
