namespace OrderedBlocks.Core;

/// <summary>The barriers that stand between two words. Each use says which pair it belongs to.</summary>
internal static class Fence
{
    /// <summary>No access of this thread crosses it in either direction.</summary>
    public static void Full() => Interlocked.MemoryBarrier();
}
