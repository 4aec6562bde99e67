namespace OrderedBlocks.Ring;

/// <summary>The ring's sizes. A type of its own, so that the model checker can do with smaller ones.</summary>
internal static class SlotCounts
{
    /// <summary>
    /// Slots in a short segment: a power of two. A block that has had few items, or items now and then, has one of them.
    /// </summary>
    public const int Segment = 32;

    /// <summary>Slots in the segments of a steady flow: a power of two.</summary>
    public const int LongestSegment = 512;

    /// <summary>Slots in the segments that are kept to be used again.</summary>
    public const int Spare = 1024;

    /// <summary>Slots in a page: a power of two. A nearly empty block has one of them, and the places of all.</summary>
    public const int Page = 64;

    /// <summary>Slots of a ring that has them in one array.</summary>
    public const int LargestArray = 64;

    /// <summary>Positions that are taken at once at the most. While they are published, others wait for the first that is not.</summary>
    public const int LongestRange = 128;

    /// <summary>Slots of a ring of the smallest capacity: a power of two.</summary>
    public const int SmallestArray = 16;
}
