namespace OrderedBlocks.Ring;

/// <summary>What holds more memory after a burst than it needs while it is empty.</summary>
internal interface ITrimmable
{
    /// <summary>How much has come so far: what has not changed has been at rest.</summary>
    long TakenCount { get; }

    /// <summary>Gives back the memory that is not needed, if it is empty.</summary>
    void Trim();

    /// <summary>It was at rest, and was trimmed if it was empty: from now on it may be brought to a trimmer again.</summary>
    /// <returns>Whether it is still to be trimmed, and goes on waiting for it.</returns>
    bool GoesOnWaiting();
}
