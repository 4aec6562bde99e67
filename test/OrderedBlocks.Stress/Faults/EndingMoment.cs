namespace OrderedBlocks.Stress.Faults;

/// <summary>Where a block is told to end.</summary>
internal enum EndingMoment
{
    /// <summary>On a thread of its own, after a random while.</summary>
    Thread,

    /// <summary>Inside a delegate.</summary>
    Delegate,

    /// <summary>Inside an offer to a target.</summary>
    Offer,

    /// <summary>Inside a source's ConsumeMessage.</summary>
    Consume,
}
