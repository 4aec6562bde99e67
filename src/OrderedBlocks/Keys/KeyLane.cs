namespace OrderedBlocks.Keys;

/// <summary>A lane as an entry of <see cref="KeyLanes{TInput, TKey}"/>.</summary>
internal sealed class KeyLane<TKey> : Lane
{
    public TKey Key { get; set; } = default!;

    /// <summary>The key's hash code, so that nobody's code is called when the lane goes.</summary>
    public int HashCode { get; set; }

    /// <summary>The next lane in the same bucket, or in the list of those to be used again.</summary>
    public KeyLane<TKey>? Next { get; set; }
}
