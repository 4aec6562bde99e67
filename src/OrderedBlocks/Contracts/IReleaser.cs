namespace OrderedBlocks;

/// <summary>The side of a block on which outputs leave, as the other sides know it.</summary>
internal interface IReleaser
{
    /// <summary>
    /// Hands on what can be handed on. On a thread of the block's own, and under no lock. Returns at once if another thread
    /// is at it, or this one, further up its stack: they look once more.
    /// </summary>
    void Release(ReleaseMode mode);

    /// <summary>Schedules a release if there is something to do. On any thread, after a full fence.</summary>
    void EnsureReleaseScheduled();
}
