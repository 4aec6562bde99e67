using System.Threading.Channels;
using OrderedBlocks.Tests.Channels;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Docs;

/// <summary>docs/channels.md, its part on links: what its examples do.</summary>
[TestClass]
public sealed class ChannelLinkExampleTests
{
    [TestMethod]
    public async Task Links_FromChannelToChannel_HandOnEverything()
    {
        Channel<int> requests = LinkEnds.ChannelOf(1, 2, 3);
        requests.Writer.Complete();
        var replies = Channel.CreateUnbounded<string>();
        var block = new OrderedTransformBlock<int, string>(static id => $"reply {id}", new OrderedBlockOptions { BoundedCapacity = 2 });

        // <example: channel-links>
        var propagating = new DataflowLinkOptions { PropagateCompletion = true };
        ChannelLink<int> incoming = requests.Reader.LinkTo(block, propagating);
        ChannelLink<string> outgoing = block.LinkTo(replies.Writer, propagating);
        await outgoing.Completion;
        // </example>

        // It has told the block before it ends itself.
        await incoming.Completion.WithTimeout();
        Assert.AreEqual(ChannelLinkEndReason.SourceCompleted, incoming.End);
        Assert.AreEqual(ChannelLinkEndReason.SourceCompleted, outgoing.End);
        CollectionAssert.AreEqual((string[])["reply 1", "reply 2", "reply 3"], replies.Reader.Drain());
        await replies.Reader.Completion.WithTimeout();
    }

    [TestMethod]
    public async Task TransformOrdered_OfAChannel_IsReadInOrder()
    {
        Channel<string> lines = Channel.CreateBounded<string>(4);
        List<int> lengths = [];
        Task writing = Task.Run(async () =>
        {
            foreach (string line in (string[])["a", "bb", "ccc"])
            {
                await lines.Writer.WriteAsync(line);
            }

            lines.Writer.Complete();
        });

        // <example: transform-ordered>
        ChannelReader<int> parsed = lines.Reader.TransformOrdered(
            static line => line.Length,
            new OrderedBlockOptions { MaxDegreeOfParallelism = 4, BoundedCapacity = 32 });
        await foreach (int length in parsed.ReadAllAsync())
        {
            lengths.Add(length);
        }

        // </example>
        await writing.WithTimeout();
        CollectionAssert.AreEqual((int[])[1, 2, 3], lengths);
    }
}
