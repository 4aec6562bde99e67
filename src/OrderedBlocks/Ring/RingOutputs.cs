using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace OrderedBlocks.Ring;

/// <summary>The outputs of a ring as they are: one for each item.</summary>
internal readonly struct RingOutputs<TInput, TOutput>(OrderedRing<TInput, TOutput> ring) : IOutputs<TOutput>
{
    private readonly OrderedRing<TInput, TOutput> _ring = ring;

    public bool HasCompanions => _ring.HasCompanions;

    public object? HeadCompanion => _ring.HeadCompanion;

    public bool HasRun => _ring.HasRun;

    public bool IsFinished => _ring.IsFinished;

    public HeadStatus LookAtHead() => _ring.LookAtHead();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPeek([MaybeNullWhen(false)] out TOutput output) => _ring.TryPeek(out output);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Pop() => _ring.Pop();

    public int PeekRun(Span<TOutput> outputs) => _ring.PeekRun(outputs);

    public void PopRun(int count) => _ring.PopRun(count);

    public int Take(Span<TOutput> outputs) => _ring.Take(outputs);

    public int CountReady() => _ring.CountReady();

    public bool CanSettleMore() => _ring.CanSettleMore();

    public bool TryDiscard(out long discarded) => _ring.TryDiscard(out discarded);
}
