using System.Diagnostics.CodeAnalysis;

namespace OrderedBlocks.Ring;

/// <summary>
/// The outputs of a ring as its output side takes them, one after the other. Implemented by structs only, so that nothing is
/// called virtually.
/// </summary>
/// <remarks>For whoever holds the output, unless a member says otherwise.</remarks>
internal interface IOutputs<TOutput>
{
    /// <inheritdoc cref="OrderedRing{TInput, TOutput}.HasCompanions"/>
    bool HasCompanions { get; }

    /// <inheritdoc cref="OrderedRing{TInput, TOutput}.HeadCompanion"/>
    object? HeadCompanion { get; }

    /// <inheritdoc cref="OrderedRing{TInput, TOutput}.HasRun"/>
    bool HasRun { get; }

    /// <inheritdoc cref="OrderedRing{TInput, TOutput}.IsFinished"/>
    /// <remarks>Any thread.</remarks>
    bool IsFinished { get; }

    /// <inheritdoc cref="OrderedRing{TInput, TOutput}.LookAtHead"/>
    HeadStatus LookAtHead();

    /// <inheritdoc cref="OrderedRing{TInput, TOutput}.TryPeek"/>
    bool TryPeek([MaybeNullWhen(false)] out TOutput output);

    /// <inheritdoc cref="OrderedRing{TInput, TOutput}.Pop"/>
    void Pop();

    /// <inheritdoc cref="OrderedRing{TInput, TOutput}.PeekRun"/>
    int PeekRun(Span<TOutput> outputs);

    /// <inheritdoc cref="OrderedRing{TInput, TOutput}.PopRun"/>
    void PopRun(int count);

    /// <inheritdoc cref="OrderedRing{TInput, TOutput}.Take"/>
    int Take(Span<TOutput> outputs);

    /// <inheritdoc cref="OrderedRing{TInput, TOutput}.CountReady"/>
    int CountReady();

    /// <inheritdoc cref="OrderedRing{TInput, TOutput}.CanSettleMore"/>
    bool CanSettleMore();

    /// <inheritdoc cref="OrderedRing{TInput, TOutput}.TryDiscard"/>
    bool TryDiscard(out long discarded);
}
