namespace ModelChecking;

/// <summary>
/// A plain field that words publish. It is not reordered here; instead every access must be ordered with every other by what
/// the words publish (a data race is a violation). Then no memory model that honours acquire and release can tell the difference.
/// </summary>
public sealed class DataCell
{
    // The last write: by whom, and when by his clock.
    internal int Writer = -1;
    internal int WrittenAt;

    // The last read of each thread since.
    internal int[]? ReadAt;

    // As that of a Cell. 0 until accessed.
    internal ulong Id;

    // Stands for the value in hashes.
    internal int ValueHash;

    // The accesses that have happened before a point in time: a bit for the write, and one for each thread's read.
    internal long OrderedBefore(VectorClock clock)
    {
        long ordered = Writer < 0 || clock[Writer] >= WrittenAt ? 1 : 0;
        for (int reader = 0; ReadAt is not null && reader < ReadAt.Length; reader++)
        {
            ordered |= clock[reader] >= ReadAt[reader] ? 2L << reader : 0;
        }

        return ordered;
    }
}
