namespace OrderedBlocks;

/// <summary>Why an item that was admitted has no output.</summary>
internal enum LossReason
{
    /// <summary>The delegate failed.</summary>
    Failed,

    /// <summary>The delegate canceled the item.</summary>
    CanceledItem,

    /// <summary>The delegate returned no task.</summary>
    NullTask,

    /// <summary>It was thrown away because the block was faulted.</summary>
    Fault,

    /// <summary>It was thrown away because the block was canceled.</summary>
    Cancellation,

    /// <summary>It was thrown away because the block ended when its last target had declined for good.</summary>
    TargetsGone,
}
