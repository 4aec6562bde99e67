namespace OrderedBlocks;

/// <summary>How a release of outputs looks after the senders that wait for room.</summary>
internal enum ReleaseMode
{
    /// <summary>Each place that becomes free goes to a sender at once.</summary>
    Single,

    /// <summary>The work is cheap: outputs leave many at a time, and senders are woken many at a time.</summary>
    Run,
}
