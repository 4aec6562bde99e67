using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks;

/// <summary>Why a <see cref="ChannelLink{T}"/> has ended, and how its <see cref="ChannelLink{T}.Completion"/> has.</summary>
public enum ChannelLinkEndReason
{
    /// <summary>The channel or block has completed, and everything it had is in the target. A success.</summary>
    SourceCompleted,

    /// <summary>
    /// The channel was completed with an error, or the block has faulted or was canceled. What came out before is in the
    /// target. Faulted, with that error.
    /// </summary>
    SourceFailed,

    /// <summary>The block declines for good, or the channel is closed. A success.</summary>
    TargetDeclined,

    /// <summary>
    /// The block has declined an item and might accept another one (<see cref="DataflowMessageStatus.Declined"/>), which cannot
    /// be offered as long as this one is in front. From a channel to a block only. A success.
    /// </summary>
    ItemDeclined,

    /// <summary>As many items as <see cref="DataflowLinkOptions.MaxMessages"/> says were handed on. A success.</summary>
    LimitReached,

    /// <summary>It was disposed of. A success.</summary>
    Unlinked,

    /// <summary>Its token has fired. Canceled.</summary>
    Canceled,

    /// <summary>The block, or the channel, has thrown out of one of its methods. Faulted, with that exception.</summary>
    Failed,
}
