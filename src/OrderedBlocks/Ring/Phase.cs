namespace OrderedBlocks.Ring;

/// <summary>
/// What has become of a position: the tag of its state. A slot whose state carries another position, or none, is free.
/// </summary>
/// <remarks>
/// <code>
///   Reserved --> Admitted --> Streaming --> Completed --> (released)
///      |            |             |             ^
///      |            +-------------|-------------+
///      |            +-------------+---------> Skipped ----> (passed over)
///      +-------> Void ----------------------> Skipped
/// </code>
/// A plain admission goes to <see cref="Admitted"/> at once. Streaming are only items that may have several outputs.
/// </remarks>
internal enum Phase : long
{
    /// <summary>No phase; the tag of a state that was never written.</summary>
    None = 0,

    /// <summary>Taken by a producer that is still asking its source for the message. Not to be claimed yet.</summary>
    Reserved = 1,

    /// <summary>The input is in the slot. To be claimed.</summary>
    Admitted = 2,

    /// <summary>The source no longer had the message: there is no input, and the place is given back. To be claimed.</summary>
    Canceled = 3,

    /// <summary>The output is in the slot. To be released when its turn comes.</summary>
    Completed = 4,

    /// <summary>There is no output. To be passed over when its turn comes.</summary>
    Skipped = 5,

    /// <summary>Some outputs are in the slot's stream, and more may come. To be handed on when their turn comes.</summary>
    Streaming = 6,
}
