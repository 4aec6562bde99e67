using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace OrderedBlocks.Observation;

/// <summary>A block in the table, which it does not keep alive; or a free entry. Everything here is under the registry's lock.</summary>
[DebuggerDisplay("{Readings}")]
internal struct BlockEntry
{
    // Not a WeakReference: an object a block that outlives it, and has a finalizer, would double the cost of a short-lived block.
    private WeakGCHandle<IObservedBlock> _block;

    /// <summary>What was read of the block; null until somebody asks.</summary>
    public BlockReadings? Readings { get; set; }

    /// <summary>Of a free entry: the number of the next one.</summary>
    public int NextFree { get; set; }

    /// <summary>Whether there is no block.</summary>
    public readonly bool IsFree => !_block.IsAllocated;

    /// <summary>Takes a block in.</summary>
    public void Enter(IObservedBlock block) => _block = new WeakGCHandle<IObservedBlock>(block);

    /// <summary>Lets go of the block and of what was read of it.</summary>
    public void Leave()
    {
        _block.Dispose();
        Readings = null;
    }

    /// <summary>The block, unless it has been collected.</summary>
    public readonly bool TryGetBlock([NotNullWhen(true)] out IObservedBlock? block) => _block.TryGetTarget(out block);
}
