namespace OrderedBlocks.Keys;

/// <summary>Lanes that know the type of their items.</summary>
internal abstract class ItemLanes<TInput> : Lanes
{
    public sealed override Type InputType => typeof(TInput);

    /// <summary>The lane of an item's key. Calls the user's code; what that throws leaves everything as it was.</summary>
    /// <param name="input">The item.</param>
    /// <param name="isNew">Whether there was none: from now on there is, and this item is being worked on.</param>
    public abstract Lane Enter(TInput input, out bool isNew);
}
