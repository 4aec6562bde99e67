using System.Threading.Channels;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Channels;

/// <summary>Tokens that fire at the moments at which a link is about to do something: it ends all the same, and nothing is lost.</summary>
[TestClass]
public sealed class LinkCancellationTests
{
    // The item is in the hand, and the target would keep the link waiting for ever.
    [TestMethod]
    public async Task Token_FiresWhileAnItemIsRead_EndsTheLink()
    {
        using var cancellation = new CancellationTokenSource();
        Channel<int> channel = LinkEnds.ChannelOf(1, 2);
        var target = new ScriptedTarget(DataflowMessageStatus.Postponed);
        ChannelLink<int> link = new BlindReader<int>(channel.Reader, cancellation.Cancel).LinkTo(
            target, cancellationToken: cancellation.Token);
        await link.AssertEndsAsync(ChannelLinkEndReason.Canceled);
        Assert.IsTrue(link.TryTakeUndelivered(out int item));
        Assert.AreEqual(1, item);
        CollectionAssert.AreEqual((int[])[2], channel.Reader.Drain());
        Assert.IsEmpty(target.Offers);
        await link.DisposeAsync();
    }

    [TestMethod]
    public async Task Token_FiresWhileTheTargetHasReserved_EndsTheLink()
    {
        using var cancellation = new CancellationTokenSource();
        Channel<int> channel = LinkEnds.ChannelOf(1, 2);
        var target = new ScriptedTarget(offer =>
        {
            Assert.IsTrue(offer.Source.ReserveMessage(offer.Header, offer.Target));
            cancellation.Cancel();
            offer.Source.ReleaseReservation(offer.Header, offer.Target);
            return DataflowMessageStatus.Postponed;
        });
        ChannelLink<int> link = channel.Reader.LinkTo(target, cancellationToken: cancellation.Token);
        await link.AssertEndsAsync(ChannelLinkEndReason.Canceled);
        Assert.IsTrue(link.TryTakeUndelivered(out int item));
        Assert.AreEqual(1, item);
        CollectionAssert.AreEqual((int[])[2], channel.Reader.Drain());
        Assert.HasCount(1, target.Offers);
    }

    // Whichever comes first: the end, or the link that is to be taken back.
    [TestMethod]
    public async Task Token_FiresWhileABlockIsLinked_LeavesTheBlock()
    {
        for (int round = 0; round < 500; round++)
        {
            using var cancellation = new CancellationTokenSource();
            var source = new ScriptedSource { OnLink = cancellation.Cancel };
            ChannelLink<int> link = source.LinkTo(Channel.CreateUnbounded<int>().Writer, cancellationToken: cancellation.Token);
            await link.AssertEndsAsync(ChannelLinkEndReason.Canceled);
            Wait.Until(() => source.IsUnlinked, "The block is still linked.");
        }
    }
}
