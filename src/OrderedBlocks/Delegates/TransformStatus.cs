namespace OrderedBlocks.Delegates;

/// <summary>What came of running the delegate on an item.</summary>
internal enum TransformStatus
{
    /// <summary>There is an output.</summary>
    Completed,

    /// <summary>The delegate canceled the item: there is no output and no error.</summary>
    Canceled,

    /// <summary>The delegate returned no task: there is no output and no error.</summary>
    NoTask,

    /// <summary>The delegate failed.</summary>
    Failed,

    /// <summary>The block was abandoned meanwhile: no more outputs are made of the item, which is dropped.</summary>
    Stopped,

    /// <summary>The delegate's task has not ended yet.</summary>
    Pending,
}
