namespace OrderedBlocks.Input;

/// <summary>What the target side tells its block. Under no lock.</summary>
internal interface ITargetHost
{
    /// <summary>Work was brought to the ring, and a full fence stands after that (pair 1).</summary>
    void OnAdmitted();

    /// <summary>A sender would have to wait: the block's work may be done on its thread, under its locks, for a while.</summary>
    /// <returns>Whether any was done.</returns>
    bool TryHelp();

    /// <summary>As <see cref="OnAdmitted"/>, with the message fetched into a position that was reserved for it.</summary>
    void OnFetched();

    /// <summary>A position was given back without a message, after a full fence.</summary>
    void OnReservationCanceled();

    /// <summary>The last sender that waited has been told that the block is closed, and nothing is left in it.</summary>
    void OnLastSenderGone();

    /// <summary>A source threw while its postponed message was fetched or given back.</summary>
    void OnSourceFailed(Exception error);
}
