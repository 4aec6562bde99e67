namespace OrderedBlocks.ChannelLinking;

/// <summary>What has become of an item that a link writes to a channel.</summary>
internal enum WriteStatus
{
    /// <summary>It is in the channel, or its reader has it.</summary>
    Written,

    /// <summary>It is in the hand, and on its way to the next reader: the channel has no room of its own.</summary>
    Held,

    /// <summary>There is no room, or the channel is closed.</summary>
    Full,

    /// <summary>A channel without room is closed, or the token has fired.</summary>
    Refused,
}
