namespace OrderedBlocks.Workers;

/// <summary>How many items workers take at once. A type of its own, so that the model checker can do with fewer.</summary>
internal static class BatchLimits
{
    /// <summary>Items in a run, at the most.</summary>
    public const int Max = 128;

    /// <summary>
    /// Items that are released one by one before runs grow longer. That costs about as much as the alarm that the first longer run sets:
    /// a block that lives for a few items sets none.
    /// </summary>
    public const int Singles = 16;

    /// <summary>
    /// Full runs of growing length that take no longer than they should, since there was one that took much longer, before items are claimed together.
    /// Those may start out of order, and it takes another worker to get past one that blocks: so this is not done for a few items.
    /// </summary>
    public const int Proof = 8;

    /// <summary>A worker claims no more than this part of the capacity, so that there is enough for the others.</summary>
    public const int ShareOfCapacity = 8;

    /// <summary>
    /// In microseconds: for how long another worker must have got no further to count as held up. One that had to give its processor
    /// to a sender for a moment is not.
    /// </summary>
    public const long Patience = 50;
}
