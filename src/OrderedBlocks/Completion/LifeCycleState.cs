namespace OrderedBlocks.Completion;

/// <summary>
/// The states of a block, in the only order in which they can follow each other. Those between the first and the last may be
/// left out.
/// </summary>
internal enum LifeCycleState
{
    /// <summary>Takes items.</summary>
    Open,

    /// <summary>Takes no more; what was taken is transformed and handed on.</summary>
    Completing,

    /// <summary>
    /// An item has failed, and what comes before it is to be handed on first: takes no more, drops what comes after the item, and
    /// is faulting when the item's turn has come. Or no item has failed, but the end is to be a fault: then nothing is dropped.
    /// </summary>
    FailingInOrder,

    /// <summary>Nobody is left to take anything: as <see cref="Canceling"/>, but it ends as a success.</summary>
    Stopping,

    /// <summary>Canceled: what is queued is dropped; it ends when the running delegates have ended.</summary>
    Canceling,

    /// <summary>Faulted: as <see cref="Canceling"/>, but it ends with exceptions.</summary>
    Faulting,

    /// <summary>The completion task has ended.</summary>
    Ended,
}
