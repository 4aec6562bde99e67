using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using OrderedBlocks.Ring;

namespace OrderedBlocks.OneToMany;

/// <summary>The outputs of a ring of streams: any number for each item.</summary>
internal readonly struct StreamOutputs<TInput, TOutput>(StreamReader<TInput, TOutput> reader) : IOutputs<TOutput>
{
    private readonly StreamReader<TInput, TOutput> _reader = reader;

    public bool HasAttachments => _reader.Ring.HasAttachments;

    public object? HeadAttachment => _reader.Ring.HeadAttachment;

    public bool HasRange => _reader.HasRange;

    public bool IsFinished => _reader.Ring.IsFinished;

    public HeadStatus LookAtHead() => _reader.LookAtHead();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPeek([MaybeNullWhen(false)] out TOutput output) => _reader.TryPeek(out output);

    public void Pop() => _reader.Pop();

    public int PeekRange(Span<TOutput> outputs) => _reader.PeekRange(outputs);

    public void PopRange(int count) => _reader.PopRange(count);

    public int Take(Span<TOutput> outputs) => _reader.Take(outputs);

    public int CountReady() => _reader.CountReady();

    public bool CanDiscardMore() => _reader.Ring.CanDiscardMore();

    public bool TryDiscard(out long discarded) => _reader.TryDiscard(out discarded);
}
