namespace OrderedBlocks.OneToMany;

/// <summary>A part of an <see cref="OutputStream{TOutput}"/>.</summary>
internal sealed class OutputSegment<TOutput>(int length)
{
    public readonly TOutput[] Items = new TOutput[length];

    /// <summary>Written by the producer before it publishes the first output in there.</summary>
    public OutputSegment<TOutput>? Next;
}
