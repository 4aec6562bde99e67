using System.Diagnostics;

namespace OrderedBlocks.Observation;

/// <summary>
/// What was read of a block, and its name's group. It is made when somebody asks for the first time, and outlives the block. Everything
/// here is under the registry's lock.
/// </summary>
[DebuggerDisplay("{Group}")]
internal sealed class BlockReadings(BlockGroup group)
{
    // By the counters' indexes: what was read last. Null until something is read.
    private long[]? _lastRead;

    /// <summary>The blocks of its name.</summary>
    public BlockGroup Group { get; } = group;

    /// <summary>What was seen of its oldest item.</summary>
    public OldestItem Oldest { get; } = new();

    /// <summary>Reads a count, and keeps it for the case that the block is gone the next time.</summary>
    public long Read(BlockCounter counter, IObservedBlock block)
    {
        _lastRead ??= new long[BlockCounter.All.Count];
        return _lastRead[counter.Index] = counter.Read(block);
    }

    /// <summary>A count as it was read last.</summary>
    public long LastRead(BlockCounter counter) => _lastRead?[counter.Index] ?? 0;
}
