namespace OrderedBlocks.Keys;

/// <summary>What a worker holds of an item that was ordered by its key.</summary>
internal struct KeyTurn
{
    /// <summary>The queue that the item is being worked on in; null if it is in none.</summary>
    public KeyQueue? Queue { get; set; }

    /// <summary>Why there is no key: what the selector or the comparer threw. The item is in no queue then.</summary>
    public Exception? Error { get; set; }
}
