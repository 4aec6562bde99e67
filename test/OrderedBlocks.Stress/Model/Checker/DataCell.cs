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
}
