namespace OrderedBlocks.Output;

/// <summary>The side of a block on which outputs leave, in order: to whoever is linked, or into a delegate.</summary>
internal interface IOutput
{
    /// <summary>
    /// Whether places are being given back without a look at the senders. The watch was set after this became true; it must be
    /// set again as long as it is.
    /// </summary>
    bool PutsOffSenders { get; }

    /// <summary>Whether the last target has declined for good, and no other was linked since. Acquire.</summary>
    bool AreTargetsGone { get; }

    /// <summary>
    /// Hands on what can be handed on. On a thread of the block's own, and under no lock. Returns at once if another thread
    /// is at it, or this one, further up its stack: they look once more.
    /// </summary>
    /// <param name="cheap">Whether the work is so cheap that senders are better woken many at a time.</param>
    void Release(bool cheap);

    /// <summary>Has the release scheduled if there is something to do. On any thread, after a full fence.</summary>
    void EnsureReleaseScheduled();

    /// <summary>Tells others of the end. Once, after the completion task has ended.</summary>
    void PropagateCompletion();
}
