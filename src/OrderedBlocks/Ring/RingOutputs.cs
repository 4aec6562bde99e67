using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace OrderedBlocks.Ring;

/// <summary>The outputs of a ring as they are: one for each item.</summary>
internal readonly struct RingOutputs<TInput, TOutput>(OrderedRing<TInput, TOutput> ring) : IOutputs<TOutput>
{
    private readonly OrderedRing<TInput, TOutput> _ring = ring;

    public bool HasAttachments => _ring.HasAttachments;

    public object? HeadAttachment => _ring.HeadAttachment;

    public bool HasRange => _ring.HasRange;

    public bool IsFinished => _ring.IsFinished;

    public HeadStatus LookAtHead() => _ring.LookAtHead();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPeek([MaybeNullWhen(false)] out TOutput output) => _ring.TryPeek(out output);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Pop() => _ring.Pop();

    public int PeekRange(Span<TOutput> outputs) => _ring.PeekRange(outputs);

    public void PopRange(int count) => _ring.PopRange(count);

    public int Take(Span<TOutput> outputs) => _ring.Take(outputs);

    public int CountReady() => _ring.CountReady();

    public bool CanDiscardMore() => _ring.CanDiscardMore();

    public bool TryDiscard(out long discarded) => _ring.TryDiscard(out discarded);
}
