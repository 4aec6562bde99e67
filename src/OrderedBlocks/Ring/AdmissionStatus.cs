namespace OrderedBlocks.Ring;

/// <summary>What came of asking the ring for a position.</summary>
internal enum AdmissionStatus
{
    /// <summary>The position is taken.</summary>
    Admitted,

    /// <summary>No room, or others wait for room already.</summary>
    Full,

    /// <summary>The ring takes nothing any more.</summary>
    Closed,
}
