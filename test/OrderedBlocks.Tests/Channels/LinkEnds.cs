using System.Threading.Channels;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Channels;

/// <summary>What the tests of links have in common.</summary>
internal static class LinkEnds
{
    public static readonly DataflowLinkOptions Propagating = new() { PropagateCompletion = true };

    /// <summary>A channel that has these items.</summary>
    public static Channel<int> ChannelOf(params IEnumerable<int> items)
    {
        var channel = Channel.CreateUnbounded<int>();
        foreach (int item in items)
        {
            Assert.IsTrue(channel.Writer.TryWrite(item));
        }

        return channel;
    }

    /// <summary>Everything that the channel has at this moment.</summary>
    public static List<T> Drain<T>(this ChannelReader<T> reader)
    {
        List<T> items = [];
        while (reader.TryRead(out T? item))
        {
            items.Add(item);
        }

        return items;
    }

    /// <summary>Waits for the link's end and says how its task has ended.</summary>
    public static async Task AssertEndsAsync<T>(this ChannelLink<T> link, ChannelLinkEndReason end)
    {
        await link.Completion.ToEnd();
        Assert.AreEqual(end, link.End);
        TaskStatus status = end switch
        {
            ChannelLinkEndReason.SourceFailed or ChannelLinkEndReason.Failed => TaskStatus.Faulted,
            ChannelLinkEndReason.Canceled => TaskStatus.Canceled,
            _ => TaskStatus.RanToCompletion,
        };
        Assert.AreEqual(status, link.Completion.Status);
    }
}
