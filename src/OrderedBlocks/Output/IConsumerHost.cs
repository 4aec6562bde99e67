using OrderedBlocks.Ring;

namespace OrderedBlocks.Output;

/// <summary>What an output side that ends in a delegate tells its block besides.</summary>
internal interface IConsumerHost : IOutputHost
{
    /// <summary>Places are going to be given back without a look at the senders, and a full fence stands before this.</summary>
    void OnPutOff();

    /// <summary>
    /// An output is gone without having been consumed. It has not left the ring yet. While the output is held.
    /// </summary>
    /// <param name="reason">Why; not a failure that ends the block, for which there is <see cref="OnItemFailed"/>.</param>
    void OnItemDropped(LossReason reason);

    /// <summary>
    /// The delegate that consumes has failed, and that ends the block. Its item has not left the ring yet. While the output is
    /// held: what comes after the item is not to be consumed any more when this returns.
    /// </summary>
    /// <param name="position">The item's.</param>
    /// <param name="errors">What it failed with.</param>
    void OnItemFailed(Position position, IReadOnlyList<Exception> errors);
}
