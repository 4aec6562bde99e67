namespace OrderedBlocks.Benchmarks.Reuse;

/// <summary>A result that is an array; one from an array pool may be longer than was asked for.</summary>
internal readonly struct ArrayView : IView<byte[]>
{
    public static Span<byte> Of(byte[] result) => result;
}
