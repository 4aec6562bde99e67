namespace OrderedBlocks.Scenarios;

/// <summary>What happens while items are posted.</summary>
internal enum Meanwhile
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>The poster waits for each output before it posts the next item.</summary>
    Pause,

    /// <summary>When one item is left, a thread looks at the output, and holds it for a moment.</summary>
    Look,

    /// <summary>A thread completes the block.</summary>
    Complete,
}
