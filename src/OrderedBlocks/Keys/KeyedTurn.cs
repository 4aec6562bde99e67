namespace OrderedBlocks.Keys;

/// <summary>What a worker holds of an item that was ordered by its key.</summary>
internal struct KeyedTurn
{
    /// <summary>The lane that the item is being worked on in; null if it is in none.</summary>
    public Lane? Lane { get; set; }

    /// <summary>Why there is no key: what the selector or the comparer threw. The item is in no lane then.</summary>
    public Exception? Error { get; set; }
}
