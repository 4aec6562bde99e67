namespace OrderedBlocks.ChannelLinking;

/// <summary>What has become of the item that a channel's link offers to its target.</summary>
internal enum OfferPhase
{
    /// <summary>Nothing is on offer.</summary>
    None,

    /// <summary>It may be consumed or reserved.</summary>
    Open,

    /// <summary>The target wants it, and it is being read from the channel.</summary>
    Reading,

    /// <summary>It is in the link's hand, for the target alone.</summary>
    Reserved,

    /// <summary>It was reserved and given back: it is in the link's hand, and is to be offered once more.</summary>
    Returned,

    /// <summary>The target has it.</summary>
    Taken,

    /// <summary>The channel has it no longer, or the offer was withdrawn.</summary>
    Gone,
}
