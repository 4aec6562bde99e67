namespace OrderedBlocks.Benchmarks.Reuse;

/// <summary>How to get at the bytes of a result.</summary>
internal interface IView<T>
{
    static abstract Span<byte> Of(T result);
}
