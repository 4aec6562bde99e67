using System.Diagnostics;
using System.Diagnostics.Metrics;
using OrderedBlocks.Atomics;

namespace OrderedBlocks.Observation;

/// <summary>
/// The blocks that there are, and what is kept of those that are gone. Any thread may use it; whoever asks a block under its
/// lock enters at the most the block's short ones, under which nothing of others is called.
/// </summary>
/// <remarks>
/// <para>A block is held weakly. It leaves when it ends, with its final counts. One that was collected without an end is found out
/// when the registry is walked through or has doubled; of it what was read last counts, because a total must not go down.</para>
/// <para>A name without living blocks keeps its totals, so many names at the most, the latest ones. If the name was made for one
/// block only, each instrument that somebody listens to reports it once more, and then it is forgotten.</para>
/// </remarks>
[DebuggerDisplay("{_blocks.Count} blocks, {_groups.Count} names")]
internal sealed class BlockRegistry
{
    // What a block has for a number before it enters, and when it has ended. In between: its number in the table and one more.
    private const int Outside = 0;
    private const int Ended = -1;

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly int _maxEnded;
    private readonly Func<uint> _readListened;

    // All under _lock.
    private readonly BlockTable _blocks = new();
    private readonly Dictionary<string, BlockGroup> _groups = [];
    private readonly LinkedList<BlockGroup> _endedNames = new();
    private readonly LinkedList<BlockGroup> _endedUniques = new();

    /// <summary>Creates an empty registry.</summary>
    /// <param name="time">For the age of items.</param>
    /// <param name="maxEnded">Names without a living block that are kept, of either kind, from 1.</param>
    /// <param name="readListened">Tells which instruments somebody listens to: a bit for each.</param>
    public BlockRegistry(TimeProvider time, int maxEnded, Func<uint> readListened)
    {
        _time = time;
        _maxEnded = maxEnded;
        _readListened = readListened;
    }

    /// <summary>Blocks that have not ended, some of which may have been collected.</summary>
    internal int Count
    {
        get
        {
            using (Uninterrupted.Enter(_lock))
            {
                return _blocks.Count;
            }
        }
    }

    /// <summary>Names of which something is kept.</summary>
    internal int NameCount
    {
        get
        {
            using (Uninterrupted.Enter(_lock))
            {
                return _groups.Count;
            }
        }
    }

    /// <summary>A block, unless it is here or has ended. Constant time, spread over many.</summary>
    /// <param name="number">The block's number here, 0 at first.</param>
    /// <param name="block">The block.</param>
    public void Add(ref int number, IObservedBlock block)
    {
        using (Uninterrupted.Enter(_lock))
        {
            if (number == Outside)
            {
                number = Enter(block);
            }
        }
    }

    /// <summary>A block has ended. Constant time. Once.</summary>
    public void Remove(ref int number, IObservedBlock block)
    {
        using (Uninterrupted.Enter(_lock))
        {
            uint listened = _readListened();
            if (listened == 0)
            {
                ForgetAllUniques();
            }

            if (number == Outside && block.TakenCount > 0)
            {
                // It was ended before any of its items was begun.
                number = Enter(block);
            }

            if (number != Outside)
            {
                int entry = number - 1;
                if (_blocks[entry].Readings is not null || listened != 0 || !BlockNames.AreUnique(block.NameFormat))
                {
                    Leave(ReadingsOf(entry, block).Group, counter => counter.Read(block));
                }

                _blocks.Remove(entry);
            }

            number = Ended;
        }
    }

    /// <summary>A measurement for each name and counter.</summary>
    public IEnumerable<Measurement<long>> ReportTotals(int instrument, IReadOnlyList<BlockCounter> counters) => Report(
        instrument,
        (readings, block) =>
        {
            foreach (BlockCounter counter in counters)
            {
                readings.Group.Add(counter, readings.Read(counter, block));
            }
        },
        group => counters.Select(counter => Measure(group.Report(counter), group, counter.DropReason)));

    /// <summary>A measurement for each name of whose blocks one has had such a level: their sum.</summary>
    public IEnumerable<Measurement<long>> ReportLevels(int instrument, Func<IObservedBlock, long?> read) => Report<long>(
        instrument,
        (readings, block) =>
        {
            if (read(block) is { } level)
            {
                readings.Group.AddLevel(instrument, level);
            }
        },
        group => group.Applies(instrument) ? [Measure((long)group.Level, group)] : []);

    /// <summary>A measurement for each name: how many seconds the oldest item has been in one of the blocks, at least.</summary>
    public IEnumerable<Measurement<double>> ReportAges(int instrument) => Report<double>(
        instrument,
        (readings, block) =>
        {
            // In this order: see OldestItem.
            long taken = block.TakenCount;
            long now = _time.GetTimestamp();
            long since = readings.Oldest.Look(taken, now, block.HeadOffset);
            readings.Group.RaiseLevel(instrument, _time.GetElapsedTime(since, now).TotalSeconds);
        },
        group => group.Applies(instrument) ? [Measure(group.Level, group)] : []);

    private int Enter(IObservedBlock block)
    {
        if (_blocks.IsFull)
        {
            RemoveCollected();
            _blocks.Fit();
        }

        return _blocks.Add(block) + 1;
    }

    private static Measurement<T> Measure<T>(T value, BlockGroup group, string? dropReason = null)
        where T : struct
    {
        var name = new KeyValuePair<string, object?>(BlockMetrics.NameTag, group.Name);
        return dropReason is null
            ? new Measurement<T>(value, name)
            : new Measurement<T>(value, name, new KeyValuePair<string, object?>(BlockMetrics.DropReasonTag, dropReason));
    }

    private List<Measurement<T>> Report<T>(
        int instrument,
        Action<BlockReadings, IObservedBlock> add,
        Func<BlockGroup, IEnumerable<Measurement<T>>> measure)
        where T : struct
    {
        List<Measurement<T>> measurements = [];
        using (Uninterrupted.Enter(_lock))
        {
            foreach (BlockGroup group in _groups.Values)
            {
                group.BeginRound();
            }

            RemoveCollected(add);
            foreach (BlockGroup group in _groups.Values)
            {
                if (group.IsDue(instrument))
                {
                    measurements.AddRange(measure(group));
                }
            }

            ForgetToldUniques();
        }

        return measurements;
    }

    // Does something with each of the others.
    private void RemoveCollected(Action<BlockReadings, IObservedBlock>? visit = null)
    {
        for (int number = 0; number < _blocks.End; number++)
        {
            if (_blocks[number].IsFree)
            {
                continue;
            }

            if (!_blocks[number].TryGetBlock(out IObservedBlock? block))
            {
                if (_blocks[number].Readings is { } readings)
                {
                    Leave(readings.Group, readings.LastRead);
                }

                _blocks.Remove(number);
            }
            else
            {
                visit?.Invoke(ReadingsOf(number, block), block);
            }
        }
    }

    private BlockReadings ReadingsOf(int number, IObservedBlock block) =>
        _blocks[number].Readings ??= new BlockReadings(Join(block));

    private BlockGroup Join(IObservedBlock block)
    {
        string name = block.Name;
        if (!_groups.TryGetValue(name, out BlockGroup? group))
        {
            group = new BlockGroup(name, BlockNames.AreUnique(block.NameFormat));
            _groups.Add(name, group);
        }

        group.Ending.List?.Remove(group.Ending);
        group.Join();
        return group;
    }

    private void Leave(BlockGroup group, Func<BlockCounter, long> last)
    {
        group.Leave(last);
        if (group.Living > 0)
        {
            return;
        }

        LinkedList<BlockGroup> ended = group.IsUnique ? _endedUniques : _endedNames;
        ended.AddLast(group.Ending);
        if (ended.Count > _maxEnded)
        {
            Forget(ended.First!.Value);
        }
    }

    private void ForgetToldUniques()
    {
        uint listened = _readListened();
        LinkedListNode<BlockGroup>? node = _endedUniques.First;
        while (node is not null)
        {
            LinkedListNode<BlockGroup>? next = node.Next;
            if (node.Value.IsToldBy(listened))
            {
                Forget(node.Value);
            }

            node = next;
        }
    }

    // Nobody has listened to the end of these.
    private void ForgetAllUniques()
    {
        while (_endedUniques.First is { } node)
        {
            Forget(node.Value);
        }
    }

    private void Forget(BlockGroup group)
    {
        group.Ending.List!.Remove(group.Ending);
        _groups.Remove(group.Name);
    }
}
