using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace OrderedBlocks.Observation;

/// <summary>A block in the registry. It does not keep the block alive. Everything here is under the registry's lock.</summary>
[DebuggerDisplay("{Group}")]
internal sealed class BlockEntry
{
    private readonly WeakReference<IObservedBlock> _block;

    // By the counters' indexes: what was read last. Null until something is read.
    private long[]? _lastRead;

    private OldestItem? _oldest;

    public BlockEntry(IObservedBlock block) => _block = new WeakReference<IObservedBlock>(block);

    /// <summary>Its place in the registry.</summary>
    public int Index { get; set; }

    /// <summary>The blocks of its name; null until the name is asked for.</summary>
    public BlockGroup? Group { get; set; }

    /// <summary>Made when first asked for.</summary>
    public OldestItem Oldest => _oldest ??= new OldestItem();

    /// <summary>The block, unless it has been collected.</summary>
    public bool TryGetBlock([NotNullWhen(true)] out IObservedBlock? block) => _block.TryGetTarget(out block);

    /// <summary>Reads a count, and keeps it for the case that the block is gone the next time.</summary>
    public long Read(BlockCounter counter, IObservedBlock block)
    {
        _lastRead ??= new long[BlockCounter.All.Count];
        return _lastRead[counter.Index] = counter.Read(block);
    }

    /// <summary>A count as it was read last.</summary>
    public long LastRead(BlockCounter counter) => _lastRead?[counter.Index] ?? 0;
}
