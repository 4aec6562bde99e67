namespace OrderedBlocks.Ring;

/// <summary>Where an item lives from its admission to its release.</summary>
internal struct Slot<TInput, TOutput>
{
    /// <summary>Whose slot this is, and how far along. Publishes the two fields below.</summary>
    public SlotState State;

    /// <summary>Written by the producer before <see cref="Phase.Admitted"/>, taken and cleared by the worker.</summary>
    public TInput Input;

    /// <summary>Written by the worker before <see cref="Phase.Completed"/>, taken and cleared by the releaser.</summary>
    public TOutput Output;
}
