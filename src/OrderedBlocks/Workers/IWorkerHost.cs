using OrderedBlocks.Ring;

namespace OrderedBlocks.Workers;

/// <summary>What the workers tell the block they work for. On the worker's thread and under no lock, unless it says so.</summary>
internal interface IWorkerHost
{
    /// <summary>The head is done, or the block is abandoned: hand on, or throw away, what can be.</summary>
    /// <param name="cheap">Whether the work is so cheap that senders are better woken many at a time.</param>
    void Release(bool cheap);

    /// <summary>As <see cref="Release"/>, on a thread on which nothing of others may be run.</summary>
    void EnsureReleaseScheduled();

    /// <summary>
    /// Nothing will come out for an item that was accepted. Its position is not skipped yet, so that the count is right when the
    /// block ends. On any thread, perhaps under locks of others.
    /// </summary>
    /// <param name="reason">Why; not a failure that ends the block, for which there is <see cref="OnFailed"/>.</param>
    void OnDropped(LossReason reason);

    /// <summary>A place was given back behind the head.</summary>
    /// <param name="cheap">As above.</param>
    void OnRoom(bool cheap);

    /// <summary>A worker has nothing to do: whoever waits for room is to have what there is.</summary>
    void OnIdle();

    /// <summary>
    /// The delegate failed, and nothing will come out for its item: the block ends. The position is cut and not skipped yet. On any
    /// thread, perhaps under locks of others.
    /// </summary>
    void OnFailed(Position position, IReadOnlyList<Exception> errors);

    /// <summary>The scheduler refused a worker. On the thread that scheduled it, perhaps under locks of others.</summary>
    void OnSchedulerFailed(Exception error);

    /// <summary>There is a worker more. Perhaps under locks of others.</summary>
    void OnWorkerAdded();

    /// <summary>A worker was woken, or a sender lends a hand. Perhaps under locks of others.</summary>
    /// <param name="number">Its number, from 1.</param>
    void OnWorkerStarted(int number);

    /// <summary>It has nothing to do any more, and may be started again after this.</summary>
    void OnWorkerRetired(int number);
}
