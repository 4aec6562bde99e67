using System.Diagnostics;

namespace OrderedBlocks.ChannelLinking;

/// <summary>What a link is to end with: the first reason, unless a graver one comes. Not thread-safe.</summary>
/// <remarks>A failure is graver than the token, and the token than an item that stays in the link's hand.</remarks>
[DebuggerDisplay("{End}")]
internal struct LinkVerdict
{
    private int _weight;

    public LinkEnd? End { get; private set; }

    public Exception? Error { get; private set; }

    /// <summary>One reason more.</summary>
    /// <param name="end">The reason.</param>
    /// <param name="error">Its exception, if it has one. Those of several failures are put together.</param>
    /// <param name="isHandKept">Whether an item stays in the hand because of it.</param>
    public void Add(LinkEnd end, Exception? error, bool isHandKept = false)
    {
        int weight = end switch
        {
            LinkEnd.Failed => 3,
            LinkEnd.Canceled => 2,
            _ => isHandKept ? 1 : 0,
        };
        if (End is null || weight > _weight)
        {
            End = end;
            Error = error;
            _weight = weight;
        }
        else if (end == LinkEnd.Failed)
        {
            Error = new AggregateException(Error!, error!).Flatten();
        }
    }
}
