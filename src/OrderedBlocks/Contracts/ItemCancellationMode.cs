namespace OrderedBlocks;

/// <summary>What an <see cref="OperationCanceledException"/> out of the delegate, or a canceled task, means for its item.</summary>
public enum ItemCancellationMode
{
    /// <summary>
    /// The item is dropped and nothing else happens; <see cref="OrderedBlockStatistics.CanceledItems"/> counts it. The default,
    /// and what Dataflow's blocks do, which do not count it.
    /// </summary>
    DropItem,

    /// <summary>
    /// The item has failed, as with any other exception (<see cref="OrderedBlockOptions.FailureMode"/>), unless it is the block
    /// that is being ended: its token has fired, it was faulted, or the exception carries the block's token. For delegates in
    /// which such an exception is a fault: the timeout of an <see cref="System.Net.Http.HttpClient"/> is one.
    /// </summary>
    FailItem,
}
