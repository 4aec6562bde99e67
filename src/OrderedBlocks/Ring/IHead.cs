namespace OrderedBlocks.Ring;

/// <summary>The head of a ring's outputs, whatever their type.</summary>
internal interface IHead
{
    /// <inheritdoc cref="OrderedRing{TInput, TOutput}.IsFinished"/>
    /// <remarks>Any thread.</remarks>
    bool IsFinished { get; }

    /// <inheritdoc cref="OrderedRing{TInput, TOutput}.LookAtHead"/>
    HeadStatus LookAtHead();

    /// <inheritdoc cref="OrderedRing{TInput, TOutput}.CanDiscardMore"/>
    bool CanDiscardMore();

    /// <inheritdoc cref="OrderedRing{TInput, TOutput}.TryDiscard"/>
    /// <remarks>For the holder of the output.</remarks>
    bool TryDiscard(out long discarded);
}
