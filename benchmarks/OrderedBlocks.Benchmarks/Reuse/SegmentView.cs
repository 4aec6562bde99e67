namespace OrderedBlocks.Benchmarks.Reuse;

/// <summary>A result that is a segment of an array.</summary>
internal readonly struct SegmentView : IView<ArraySegment<byte>>
{
    public static Span<byte> Of(ArraySegment<byte> result) => result;
}
