namespace OrderedBlocks.Atomics;

/// <summary>The barriers that stand between two words. Each use says which pair it belongs to.</summary>
internal static class Fence
{
    /// <summary>No access of this thread crosses it in either direction.</summary>
    public static void Full() => Interlocked.MemoryBarrier();

    /// <summary>
    /// As if every thread of the process had made a full fence at this moment. It takes microseconds and spares the others
    /// theirs.
    /// </summary>
    public static void ProcessWide() => Interlocked.MemoryBarrierProcessWide();
}
