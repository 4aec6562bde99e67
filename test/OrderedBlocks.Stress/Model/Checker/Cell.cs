namespace ModelChecking;

/// <summary>A location in the modelled memory, as it is visible to all threads. Delayed stores are in <see cref="StoreBuffer"/>s.</summary>
public sealed class Cell
{
    /// <summary>The visible value; for a reference a number that stands for it.</summary>
    internal long Value;

    /// <summary>The visible reference, if the cell holds one.</summary>
    internal object? Object;

    // What has happened before the visible value was written.
    internal VectorClock? Clock;

    // The same in every execution that comes to the same state: made of the first writer's history. 0 until written.
    internal ulong Id;

    // Whether the hash of the memory knows of it.
    internal bool IsCounted;
}
