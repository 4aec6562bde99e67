namespace OrderedBlocks.Workers;

/// <summary>A worker claims two items together after its first one, if the capacity is 8 or more.</summary>
internal static class BatchLimits
{
    public const int Max = 64;

    public const int Singles = 0;

    public const int Proof = 1;

    // Most scenarios have a smaller capacity, and no batches.
    public const int ShareOfCapacity = 4;

    // Time does not pass: whoever is seen twice at the same item is held up.
    public const long Patience = 0;
}
