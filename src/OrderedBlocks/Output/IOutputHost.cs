namespace OrderedBlocks.Output;

/// <summary>What any output side tells its block. Under no lock unless it says so.</summary>
internal interface IOutputHost
{
    /// <summary>The head may have moved, and a full fence stands after that: senders may have room (pair 3).</summary>
    /// <param name="cheap">Whether the work is so cheap that senders are better woken many at a time.</param>
    void OnReleased(bool cheap);

    /// <summary>As <see cref="OnReleased"/>, on a thread of the user's: nothing of others may be run on it.</summary>
    void OnTakenFromOutside();

    /// <summary>Outputs were thrown away. While the output is held.</summary>
    void OnDiscarded(long count);

    /// <summary>The head is where the output is cut, in a block that is failing in order.</summary>
    void OnTruncationReached();

    /// <summary>The scheduler refused the release of the output.</summary>
    void OnSchedulerFailed(Exception error);

    /// <summary>The last output has left the closed block. Once.</summary>
    void OnFinished();
}
