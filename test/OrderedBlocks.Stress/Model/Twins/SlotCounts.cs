namespace OrderedBlocks.Ring;

/// <summary>So few slots that a few items fill them, and the ring goes round.</summary>
internal static class SlotCounts
{
    public const int Segment = 2;

    public const int LongestSegment = 4;

    public const int Spare = 4;

    public const int Page = 2;

    public const int LargestArray = 16;

    public const int LongestRange = 3;

    public const int SmallestArray = 2;
}
