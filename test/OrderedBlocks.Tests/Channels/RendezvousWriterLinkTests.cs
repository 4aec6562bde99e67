using System.Threading.Channels;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Channels;

/// <summary>Links from a block to a channel without room, whose writers and readers meet.</summary>
[TestClass]
public sealed class RendezvousWriterLinkTests
{
    private static readonly int[] s_three = [0, 1, 2];

    [TestMethod]
    [DataRow("ReadAllAsync")]
    [DataRow("ReadAsync")]
    [DataRow("WaitToReadAsync")]
    public async Task Link_ToEachKindOfReader_HandsOnEverythingInOrder(string reads)
    {
        foreach (IPropagatorBlock<int, int> block in Blocks())
        {
            Channel<int> channel = Channel.CreateBounded<int>(0);
            ChannelLink<int> link = block.LinkTo(channel.Writer, LinkEnds.Propagating);
            Task<(int[] Items, Exception? Error)> reading = channel.Reader.ReadAsync(reads);
            for (int item = 0; item < 200; item++)
            {
                Assert.IsTrue(await block.SendAsync(item).WithTimeout());
            }

            block.Complete();
            (int[] items, Exception? error) = await reading.WithTimeout();
            CollectionAssert.AreEqual(Enumerable.Range(0, 200).ToArray(), items);
            Assert.IsNull(error);
            await link.AssertEndsAsync(ChannelLinkEndReason.SourceCompleted);
            await block.Completion.WithTimeout();
        }
    }

    [TestMethod]
    [DataRow("ReadAllAsync")]
    [DataRow("ReadAsync")]
    [DataRow("WaitToReadAsync")]
    public async Task Block_Faults_TellsEachKindOfReader(string reads)
    {
        var thrown = new IOException("bad");
        var options = new OrderedBlockOptions { FailureMode = ItemFailureMode.FaultInOrder };
        var block = new OrderedTransformBlock<int, int>(item => item == 5 ? throw thrown : item, options);
        Channel<int> channel = Channel.CreateBounded<int>(0);
        ChannelLink<int> link = block.LinkTo(channel.Writer, LinkEnds.Propagating);
        Assert.AreEqual(8, block.PostRange([0, 1, 2, 3, 4, 5, 6, 7]));
        (int[] items, Exception? error) = await channel.Reader.ReadAsync(reads).WithTimeout();
        CollectionAssert.AreEqual(Enumerable.Range(0, 5).ToArray(), items);
        Assert.AreSame(thrown, error);
        await link.AssertEndsAsync(ChannelLinkEndReason.SourceFailed);
    }

    // Many readers, a channel that lets them go on within the write, and one that throws away what nobody reads.
    [TestMethod]
    public async Task Channel_OfAnotherMake_GetsEverything()
    {
        foreach (BoundedChannelOptions options in (BoundedChannelOptions[])
            [new(0) { AllowSynchronousContinuations = true, SingleReader = true, SingleWriter = true }, new(0)])
        {
            var block = new OrderedTransformBlock<int, int>(static item => item);
            Channel<int> channel = Channel.CreateBounded<int>(options);
            ChannelLink<int> link = block.LinkTo(channel.Writer, LinkEnds.Propagating);
            Task<(int[] Items, Exception? Error)>[] reading =
            [
                .. (options.SingleReader ? (string[])["ReadAllAsync"] : ["ReadAllAsync", "ReadAsync", "WaitToReadAsync"])
                    .Select(channel.Reader.ReadAsync),
            ];
            block.PostRange([.. Enumerable.Range(0, 300)]);
            block.Complete();
            (int[] Items, Exception? Error)[] read = await Task.WhenAll(reading).WithTimeout();
            Assert.IsTrue(read.All(static part => part.Items.Order().SequenceEqual(part.Items)));
            CollectionAssert.AreEqual(
                Enumerable.Range(0, 300).ToArray(), read.SelectMany(static part => part.Items).Order().ToArray());
            await link.AssertEndsAsync(ChannelLinkEndReason.SourceCompleted);
        }

        var dropping = Channel.CreateBounded<int>(new BoundedChannelOptions(0) { FullMode = BoundedChannelFullMode.DropWrite });
        var source = new BufferBlock<int>();
        ChannelLink<int> last = source.LinkTo(dropping.Writer, LinkEnds.Propagating);
        Assert.IsTrue(source.Post(1));
        source.Complete();
        await last.AssertEndsAsync(ChannelLinkEndReason.SourceCompleted);
        await dropping.Reader.Completion.WithTimeout();
    }

    // It has one item, and replaces it when another one comes; each is to be consumed for a copy of it.
    [TestMethod]
    public async Task Link_FromABlockThatClones_HandsOnTheNewestInOrder()
    {
        Channel<int> channel = Channel.CreateBounded<int>(0);
        var block = new BroadcastBlock<int>(static item => item);
        ChannelLink<int> link = block.LinkTo(channel.Writer, LinkEnds.Propagating);
        foreach (int item in Enumerable.Range(0, 500))
        {
            Assert.IsTrue(block.Post(item));
        }

        int last = -1;
        while (last < 499)
        {
            Assert.IsTrue(await channel.Reader.WaitToReadAsync().AsTask().WithTimeout());
            if (channel.Reader.TryRead(out int next))
            {
                Assert.IsGreaterThan(last, next);
                last = next;
            }
        }

        block.Complete();
        await link.AssertEndsAsync(ChannelLinkEndReason.SourceCompleted);
        await channel.Reader.Completion.WithTimeout();
    }

    [TestMethod]
    public async Task Dispose_WithAnItemInTheHand_EndsWhenItIsRead()
    {
        foreach (IPropagatorBlock<int, int> block in Blocks())
        {
            Channel<int> channel = Channel.CreateBounded<int>(0);
            ChannelLink<int> link = LinkThree(block, channel);
            Task disposed = link.DisposeAsync().AsTask();
            Assert.IsFalse(disposed.IsCompleted);
            Assert.IsTrue(channel.Reader.TryRead(out int item));
            Assert.AreEqual(0, item);
            await disposed.WithTimeout();
            await link.AssertEndsAsync(ChannelLinkEndReason.Unlinked);
            Assert.IsFalse(link.TryTakeUndelivered(out _));
            Assert.IsFalse(channel.Reader.TryRead(out _));
            await AssertHasAsync(block, 1, 2);
        }
    }

    [TestMethod]
    public async Task Token_FiresWithAnItemInTheHand_LeavesItThere()
    {
        foreach (bool isDisposedOf in (bool[])[false, true])
        {
            foreach (IPropagatorBlock<int, int> block in Blocks())
            {
                using var cancellation = new CancellationTokenSource();
                Channel<int> channel = Channel.CreateBounded<int>(0);
                ChannelLink<int> link = LinkThree(block, channel, cancellation.Token);
                if (isDisposedOf)
                {
                    link.Dispose();
                }

                await cancellation.CancelAsync();
                await link.AssertEndsAsync(ChannelLinkEndReason.Canceled);
                Assert.IsFalse(channel.Reader.TryRead(out _));
                Assert.IsTrue(link.TryTakeUndelivered(out int item));
                Assert.AreEqual(0, item);
                Assert.IsFalse(link.TryTakeUndelivered(out _));
                await AssertHasAsync(block, 1, 2);
            }
        }
    }

    [TestMethod]
    public async Task Channel_ClosedWithAnItemInTheHand_LeavesItThere()
    {
        foreach (Exception? error in (Exception?[])[null, new IOException()])
        {
            foreach (IPropagatorBlock<int, int> block in Blocks())
            {
                Channel<int> channel = Channel.CreateBounded<int>(0);
                ChannelLink<int> link = LinkThree(block, channel);
                channel.Writer.Complete(error);
                await link.AssertEndsAsync(ChannelLinkEndReason.TargetDeclined);
                Assert.IsTrue(link.TryTakeUndelivered(out int item));
                Assert.AreEqual(0, item);
                await AssertHasAsync(block, 1, 2);
            }
        }
    }

    [TestMethod]
    public async Task Channel_ClosedWithAnItemInTheHand_TellsTheBlockThatItsTargetIsGone()
    {
        var options = new OrderedBlockOptions { TargetsGoneMode = TargetsGoneMode.Complete };
        var block = new OrderedTransformBlock<int, int>(static item => item, options);
        Channel<int> channel = Channel.CreateBounded<int>(0);
        ChannelLink<int> link = LinkThree(block, channel);
        channel.Writer.Complete();
        await link.AssertEndsAsync(ChannelLinkEndReason.TargetDeclined);
        await block.Completion.WithTimeout();
        Assert.AreEqual(2, block.Statistics.DroppedWithoutTargets);
        Assert.IsTrue(link.TryTakeUndelivered(out _));
    }

    [TestMethod]
    public async Task Channel_Closed_TakesNothing()
    {
        foreach (IPropagatorBlock<int, int> block in Blocks())
        {
            Channel<int> channel = Channel.CreateBounded<int>(0);
            ChannelLink<int> link = block.LinkTo(channel.Writer, LinkEnds.Propagating);
            channel.Writer.Complete();
            Assert.IsTrue(block.Post(0));
            await link.AssertEndsAsync(ChannelLinkEndReason.TargetDeclined);
            Assert.IsFalse(link.TryTakeUndelivered(out _));
            await AssertHasAsync(block, 0);
        }
    }

    [TestMethod]
    public async Task MaxMessages_Reached_EndsTheLinkWhenTheLastIsRead()
    {
        foreach (IPropagatorBlock<int, int> block in Blocks())
        {
            Channel<int> channel = Channel.CreateBounded<int>(0);
            ChannelLink<int> link = block.LinkTo(channel.Writer, new DataflowLinkOptions { MaxMessages = 2, PropagateCompletion = true });
            foreach (int item in s_three)
            {
                Assert.IsTrue(block.Post(item));
            }

            foreach (int item in (int[])[0, 1])
            {
                Assert.IsFalse(link.Completion.IsCompleted);
                Assert.IsTrue(await channel.Reader.WaitToReadAsync().AsTask().WithTimeout());
                Assert.IsTrue(channel.Reader.TryRead(out int read));
                Assert.AreEqual(item, read);
            }

            await link.AssertEndsAsync(ChannelLinkEndReason.LimitReached);
            await AssertHasAsync(block, 2);
            Assert.IsFalse(channel.Reader.Completion.IsCompleted);
        }
    }

    [TestMethod]
    public async Task OfferToConsume_OfAnItemThatIsGone_TakesNothing()
    {
        var source = new ScriptedSource { OnConsume = static id => id != 1 };
        Channel<int> channel = Channel.CreateBounded<int>(0);
        ChannelLink<int> link = source.LinkTo(channel.Writer);
        ITargetBlock<int> target = source.LinkedTarget!;
        Assert.AreEqual(DataflowMessageStatus.NotAvailable, source.Offer(target, 1, 10, consumeToAccept: true));
        Assert.AreEqual(DataflowMessageStatus.Accepted, source.Offer(target, 2, 20, consumeToAccept: true, consumedAs: 21));
        Assert.AreEqual(DataflowMessageStatus.Postponed, source.Offer(target, 3, 30));
        Assert.AreEqual(21, await channel.Reader.ReadAsync().AsTask().WithTimeout());
        Assert.AreEqual(30, await channel.Reader.ReadAsync().AsTask().WithTimeout());
        CollectionAssert.AreEqual(
            (string[])["source: consume 1", "source: consume 2", "source: reserve 3", "source: consume 3"],
            source.Calls.WaitForCount(4));
        await link.DisposeAsync();
        await link.AssertEndsAsync(ChannelLinkEndReason.Unlinked);
    }

    // The first is in the hand, and the others are in the block.
    private static ChannelLink<int> LinkThree(IPropagatorBlock<int, int> block, Channel<int> channel, CancellationToken token = default)
    {
        ChannelLink<int> link = block.LinkTo(channel.Writer, LinkEnds.Propagating, token);
        foreach (int item in s_three)
        {
            Assert.IsTrue(block.Post(item));
        }

        Wait.Until(() => channel.Reader.TryPeek(out _) && OutputCount(block) == 2, "The first item is not offered to readers.");
        return link;
    }

    private static int OutputCount(IPropagatorBlock<int, int> block) => block switch
    {
        OrderedTransformBlock<int, int> ours => ours.OutputCount,
        TransformBlock<int, int> theirs => theirs.OutputCount,
        _ => ((BufferBlock<int>)block).Count,
    };

    private static async Task AssertHasAsync(IPropagatorBlock<int, int> block, params int[] items)
    {
        foreach (int item in items)
        {
            Assert.AreEqual(item, await block.ReceiveAsync().WithTimeout());
        }

        block.Complete();
        await block.Completion.WithTimeout();
    }

    private static IPropagatorBlock<int, int>[] Blocks() =>
    [
        new OrderedTransformBlock<int, int>(static item => item, new() { BoundedCapacity = 4, MaxDegreeOfParallelism = 2 }),
        new TransformBlock<int, int>(static item => item, new() { BoundedCapacity = 4 }),
        new BufferBlock<int>(),
    ];
}
