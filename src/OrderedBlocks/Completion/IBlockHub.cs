using OrderedBlocks.Ring;

namespace OrderedBlocks.Completion;

/// <summary>What the sides and the workers of a block tell it. Under no lock, unless a member says otherwise.</summary>
internal interface IBlockHub : IOutputHub
{
    /// <summary>Work was brought to the ring, and a full fence stands after that (WorkerWakeUp).</summary>
    void OnAdmitted();

    /// <summary>As <see cref="OnAdmitted"/>, with the message fetched into a position that was reserved for it.</summary>
    void OnFetched();

    /// <summary>A position was given back without a message, after a full fence.</summary>
    void OnReservationCanceled();

    /// <summary>The last sender that waited has been told that the block is closed, and nothing is left in it.</summary>
    void OnLastSenderGone();

    /// <summary>A sender would have to wait: the block's work may be done on its thread, under its locks, for a while.</summary>
    /// <returns>Whether any was done.</returns>
    bool TryHelp();

    /// <summary>A place was given back behind the head.</summary>
    void OnRoom(ReleaseMode mode);

    /// <summary>
    /// The delegate failed, and nothing will come out for its item: the block ends. The output is truncated at the position, which is
    /// not skipped yet. On any thread, perhaps under locks of others.
    /// </summary>
    void OnFailed(Position position, IReadOnlyList<Exception> errors);

    /// <summary>There is a worker more. Perhaps under locks of others.</summary>
    void OnWorkerAdded();

    /// <summary>A worker was woken, or a sender lends a hand. Perhaps under locks of others.</summary>
    /// <param name="number">Its number, from 1.</param>
    void OnWorkerStarted(int number);

    /// <summary>A worker has nothing to do: senders that wait are to have the room there is.</summary>
    void OnIdle();

    /// <summary>A worker retires, and may be started again after this.</summary>
    void OnWorkerRetired(int number);
}
