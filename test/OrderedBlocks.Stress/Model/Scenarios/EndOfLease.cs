namespace OrderedBlocks.Scenarios;

/// <summary>Who ends a producer's lease of the tail.</summary>
internal enum EndOfLease
{
    /// <summary>Another producer.</summary>
    Producer,

    /// <summary>A thread that makes the producers wait, lets a message past them, and lets them in again.</summary>
    Gate,

    /// <summary>The holder, who raises the gate and lowers it; and then another producer.</summary>
    Holder,
}
