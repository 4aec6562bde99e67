using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using OrderedBlocks.Ring;

namespace OrderedBlocks.OneToMany;

/// <summary>The outputs of a ring of streams: any number for each item.</summary>
internal readonly struct StreamOutputs<TInput, TOutput>(StreamReader<TInput, TOutput> reader) : IOutputs<TOutput>
{
    private readonly StreamReader<TInput, TOutput> _reader = reader;

    public bool HasCompanions => _reader.Ring.HasCompanions;

    public object? HeadCompanion => _reader.Ring.HeadCompanion;

    public bool HasRun => _reader.HasRun;

    public bool IsFinished => _reader.Ring.IsFinished;

    public HeadStatus LookAtHead() => _reader.LookAtHead();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPeek([MaybeNullWhen(false)] out TOutput output) => _reader.TryPeek(out output);

    public void Pop() => _reader.Pop();

    public int PeekRun(Span<TOutput> outputs) => _reader.PeekRun(outputs);

    public void PopRun(int count) => _reader.PopRun(count);

    public int Take(Span<TOutput> outputs) => _reader.Take(outputs);

    public int CountReady() => _reader.CountReady();

    public bool CanSettleMore() => _reader.Ring.CanSettleMore();

    public bool TryDiscard(out long discarded) => _reader.TryDiscard(out discarded);
}
