namespace OrderedBlocks.Ring;

/// <summary>What the releaser sees at the head.</summary>
internal enum HeadStatus
{
    /// <summary>The ring is empty, or the head's item is not done.</summary>
    Waiting,

    /// <summary>The head's output is there.</summary>
    Completed,

    /// <summary>The head was skipped and can be passed over.</summary>
    Skipped,

    /// <summary>Nothing comes out any more: the head is where the output was cut.</summary>
    Truncated,
}
