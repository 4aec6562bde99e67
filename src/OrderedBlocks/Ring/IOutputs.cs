using System.Diagnostics.CodeAnalysis;

namespace OrderedBlocks.Ring;

/// <summary>
/// The outputs of a ring as its output side takes them, one after the other.
/// </summary>
/// <remarks>For the holder of the output, unless a member says otherwise.</remarks>
internal interface IOutputs<TOutput> : IHead
{
    /// <inheritdoc cref="OrderedRing{TInput, TOutput}.HasAttachments"/>
    bool HasAttachments { get; }

    /// <inheritdoc cref="OrderedRing{TInput, TOutput}.HeadAttachment"/>
    object? HeadAttachment { get; }

    /// <inheritdoc cref="OrderedRing{TInput, TOutput}.HasRange"/>
    bool HasRange { get; }

    /// <inheritdoc cref="OrderedRing{TInput, TOutput}.TryPeek"/>
    bool TryPeek([MaybeNullWhen(false)] out TOutput output);

    /// <inheritdoc cref="OrderedRing{TInput, TOutput}.Pop"/>
    void Pop();

    /// <inheritdoc cref="OrderedRing{TInput, TOutput}.PeekRange"/>
    int PeekRange(Span<TOutput> outputs);

    /// <inheritdoc cref="OrderedRing{TInput, TOutput}.PopRange"/>
    void PopRange(int count);

    /// <inheritdoc cref="OrderedRing{TInput, TOutput}.Take"/>
    int Take(Span<TOutput> outputs);

    /// <inheritdoc cref="OrderedRing{TInput, TOutput}.CountReady"/>
    int CountReady();
}
