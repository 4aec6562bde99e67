namespace OrderedBlocks.ChannelLinking;

/// <summary>Why a link between a channel and a block has ended. The public enumeration has the same names.</summary>
internal enum LinkEnd
{
    SourceCompleted,
    SourceFailed,
    TargetDeclined,
    ItemDeclined,
    LimitReached,
    Unlinked,
    Canceled,
    Failed,
}
