namespace OrderedBlocks;

/// <summary>What a block does when its delegate fails on an item.</summary>
public enum ItemFailureMode
{
    /// <summary>
    /// The block ends with the exception as soon as possible: items that are not being worked on yet are dropped, also those
    /// before the failed one. Nothing that follows the failed item comes out. The default, and what Dataflow's blocks do.
    /// </summary>
    FaultBlock,

    /// <summary>
    /// The block takes no more items, finishes and hands on everything that came before the failed item, exactly up to it, and then
    /// ends with the exception. Items behind the failed one are dropped. For a log, an offset or a file, that must go as far as
    /// the last good item.
    /// </summary>
    FaultInOrder,

    /// <summary>
    /// The block goes on without the item, which is handed on by <c>Failures</c> instead of the output: link that to a dead-letter
    /// queue.
    /// </summary>
    SkipItem,
}
