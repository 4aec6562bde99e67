using OrderedBlocks.Ring;

namespace OrderedBlocks.Completion;

/// <summary>What an output side tells its block. Under no lock, unless a member says otherwise.</summary>
internal interface IOutputHub
{
    /// <summary>The head may have moved, and a full fence stands after that: senders may have room (SenderWakeUp).</summary>
    void OnReleased(ReleaseMode mode);

    /// <summary>As <see cref="OnReleased"/>, on a thread of the user's: nothing of others may be run on it.</summary>
    void OnTakenFromOutside();

    /// <summary>Places are going to be given back without a look at the senders, and a full fence stands before this.</summary>
    void OnSendersDeferred();

    /// <summary>
    /// Nothing will come out for items that were accepted. Their positions are not skipped yet, so that the count is right when the
    /// block ends. On any thread, perhaps under locks of others.
    /// </summary>
    /// <param name="reason">Why; not a failure that ends the block, for which there are other members.</param>
    /// <param name="count">Items.</param>
    void OnDropped(LossReason reason, long count = 1);

    /// <summary>
    /// The delegate that consumes has failed on the head, and that ends the block. The head has not left the ring yet. While the output
    /// is held: what comes after the head is not to be consumed any more when this returns.
    /// </summary>
    void OnHeadFailed(Position position, IReadOnlyList<Exception> errors);

    /// <summary>The output is truncated at the head, in a block that is failing in order.</summary>
    void OnTruncationReached();

    /// <summary>The last link is gone.</summary>
    /// <param name="refusal">If it is gone because its target has declined for good, and had no limit.</param>
    void OnLinksGone(Refusal? refusal);

    /// <summary>
    /// Code of the user other than a delegate has thrown: a target, a source or the task scheduler. Perhaps under locks of others.
    /// </summary>
    void OnError(Exception error);

    /// <summary>The last output has left the closed block. Once.</summary>
    void OnFinished();
}
