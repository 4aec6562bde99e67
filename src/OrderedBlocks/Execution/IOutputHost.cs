using OrderedBlocks.Core;

namespace OrderedBlocks.Execution;

/// <summary>What the output side tells its block. Under no lock unless it says so.</summary>
internal interface IOutputHost
{
    /// <summary>The head may have moved, and a full fence stands after that: senders may have room (pair 3).</summary>
    /// <param name="cheap">Whether the work is so cheap that senders are better woken many at a time.</param>
    void OnReleased(bool cheap);

    /// <summary>As <see cref="OnReleased"/>, on a thread of the user's: nothing of others may be run on it.</summary>
    void OnTakenFromOutside();

    /// <summary>Outputs were thrown away. While the output is held.</summary>
    void OnDiscarded(long count);

    /// <summary>An output is gone without having been taken. It has not left the ring yet. While the output is held.</summary>
    /// <param name="reason">Why; not a failure, for which there is <see cref="OnItemFailed"/>.</param>
    void OnItemDropped(LossReason reason);

    /// <summary>
    /// The delegate that consumes has failed. Its item has not left the ring yet. While the output is held: what comes after
    /// the item is not to be consumed any more when this returns.
    /// </summary>
    void OnItemFailed(IReadOnlyList<Exception> errors);

    /// <summary>A target threw out of <c>OfferMessage</c>.</summary>
    void OnOfferFailed(Exception error);

    /// <summary>The scheduler refused the release of the output.</summary>
    void OnSchedulerFailed(Exception error);

    /// <summary>The last output has left the closed block. Once.</summary>
    void OnFinished();
}
