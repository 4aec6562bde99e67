namespace OrderedBlocks.Core;

/// <summary>The ring's sizes. A type of its own, so that the model checker can do with smaller ones.</summary>
internal static class SlotCounts
{
    /// <summary>Slots in a segment: a power of two. So many that the lock for putting one in is not felt.</summary>
    public const int Segment = 256;

    /// <summary>Slots of a ring of the smallest capacity: a power of two.</summary>
    public const int SmallestArray = 16;
}
