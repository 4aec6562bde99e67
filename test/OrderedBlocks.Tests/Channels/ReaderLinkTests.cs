using System.Threading.Channels;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Channels;

/// <summary>Links from a channel to a block.</summary>
[TestClass]
public sealed class ReaderLinkTests
{
    private static readonly int[] s_three = [1, 2, 3];

    [TestMethod]
    [DataRow("ordered", 1)]
    [DataRow("ordered", 7)]
    [DataRow("ordered", -1)]
    [DataRow("buffer", 1)]
    [DataRow("buffer", -1)]
    [DataRow("transform", 3)]
    public async Task Link_ToAnyBlock_HandsOnEverythingInOrder(string kind, int capacity)
    {
        foreach (bool canPeek in (bool[])[true, false])
        {
            Channel<int> channel = Channel.CreateBounded<int>(4);
            var options = new ExecutionDataflowBlockOptions { BoundedCapacity = capacity, MaxDegreeOfParallelism = 3 };
            IPropagatorBlock<int, int> block = kind switch
            {
                "ordered" => new OrderedTransformBlock<int, int>(static item => item, options),
                "transform" => new TransformBlock<int, int>(static item => item, options),
                _ => new BufferBlock<int>(options),
            };
            ChannelReader<int> reader = canPeek ? channel.Reader : new BlindReader<int>(channel.Reader);
            await using ChannelLink<int> link = reader.LinkTo(block, LinkEnds.Propagating);
            Task writing = Task.Run(async () =>
            {
                for (int item = 0; item < 500; item++)
                {
                    await channel.Writer.WriteAsync(item);
                }

                channel.Writer.Complete();
            });

            List<int> received = [];
            while (await block.OutputAvailableAsync().WithTimeout())
            {
                received.Add(await block.ReceiveAsync().WithTimeout());
            }

            CollectionAssert.AreEqual(Enumerable.Range(0, 500).ToArray(), received);
            await writing.WithTimeout();
            await link.AssertEndsAsync(ChannelLinkEndReason.SourceCompleted);
            await block.Completion.WithTimeout();
        }
    }

    [TestMethod]
    public async Task Channel_CompletedWithAnError_FaultsTheTargetAfterItsItems()
    {
        foreach (Exception error in (Exception[])[new IOException("gone"), new OperationCanceledException("stopped")])
        {
            Channel<int> channel = LinkEnds.ChannelOf(s_three);
            channel.Writer.Complete(error);
            var target = new ScriptedTarget(static offer =>
                offer.TryConsume(out _) ? DataflowMessageStatus.Accepted : DataflowMessageStatus.NotAvailable);
            ChannelLink<int> link = channel.Reader.LinkTo(target, LinkEnds.Propagating);
            await link.AssertEndsAsync(ChannelLinkEndReason.SourceFailed);
            Assert.AreSame(error, link.Completion.Exception!.InnerException);
            Assert.AreSame(error, await target.Ended.WithTimeout());
            CollectionAssert.AreEqual(s_three, target.Taken);
        }
    }

    [TestMethod]
    public async Task Channel_Ends_TellsNobodyUnlessAsked()
    {
        var buffer = new BufferBlock<int>();
        Channel<int> good = LinkEnds.ChannelOf(1);
        good.Writer.Complete();
        await good.Reader.LinkTo(buffer).AssertEndsAsync(ChannelLinkEndReason.SourceCompleted);
        Channel<int> bad = LinkEnds.ChannelOf(2);
        bad.Writer.Complete(new IOException());
        await bad.Reader.LinkTo(buffer).AssertEndsAsync(ChannelLinkEndReason.SourceFailed);

        Assert.IsTrue(buffer.Post(3));
        Assert.IsTrue(buffer.TryReceiveAll(out IList<int>? items));
        CollectionAssert.AreEqual(s_three, items.ToArray());
    }

    [TestMethod]
    public async Task Target_Full_LeavesTheItemInTheChannel()
    {
        var gate = new Gate();
        var block = new OrderedTransformBlock<int, int>(gate.Run, new() { BoundedCapacity = 1 });
        Channel<int> channel = LinkEnds.ChannelOf(1, 2, 3, 4);
        await using ChannelLink<int> link = channel.Reader.LinkTo(block);
        gate.WaitForStart(1);
        Wait.Until(() => block.Core.Input.PostponedCount == 1, "The second item was not offered.");
        Assert.AreEqual(3, channel.Reader.Count);

        // Another reader takes what was offered: the block gets what is there when its turn has come.
        Assert.IsTrue(channel.Reader.TryRead(out int taken));
        Assert.AreEqual(2, taken);
        gate.OpenAll();
        CollectionAssert.AreEqual((int[])[1, 3, 4], (int[])[block.Receive(), block.Receive(), block.Receive()]);
    }

    [TestMethod]
    public async Task Channel_EmptiedByOthersWhileAnItemIsPostponed_Completes()
    {
        var target = new ScriptedTarget(DataflowMessageStatus.Postponed);
        Channel<int> channel = LinkEnds.ChannelOf(1);
        ChannelLink<int> link = channel.Reader.LinkTo(target, LinkEnds.Propagating);
        Offer offer = target.WaitForOffers(1)[0];
        channel.Writer.Complete();
        Assert.IsTrue(channel.Reader.TryRead(out _));
        await link.AssertEndsAsync(ChannelLinkEndReason.SourceCompleted);
        Assert.IsNull(await target.Ended.WithTimeout());
        Assert.IsFalse(offer.TryConsume(out _));
    }

    [TestMethod]
    public async Task MaxMessages_Reached_EndsTheLink()
    {
        var buffer = new BufferBlock<int>();
        Channel<int> channel = LinkEnds.ChannelOf(1, 2, 3, 4);
        channel.Writer.Complete();
        ChannelLink<int> link = channel.Reader.LinkTo(buffer, new DataflowLinkOptions { MaxMessages = 3, PropagateCompletion = true });
        await link.AssertEndsAsync(ChannelLinkEndReason.LimitReached);
        Assert.IsTrue(buffer.TryReceiveAll(out IList<int>? items));
        CollectionAssert.AreEqual(s_three, items.ToArray());
        Assert.AreEqual(4, channel.Reader.Drain().Single());
        Assert.IsTrue(buffer.Post(1));
    }

    [TestMethod]
    public async Task Target_DeclinesForGood_LeavesTheRestInTheChannel()
    {
        var block = new OrderedTransformBlock<int, int>(static item => item);
        block.Complete();
        Channel<int> channel = LinkEnds.ChannelOf(s_three);
        ChannelLink<int> link = channel.Reader.LinkTo(block);
        await link.AssertEndsAsync(ChannelLinkEndReason.TargetDeclined);
        CollectionAssert.AreEqual(s_three, channel.Reader.Drain());

        Channel<int> blind = LinkEnds.ChannelOf(s_three);
        link = new BlindReader<int>(blind.Reader).LinkTo(block);
        await link.AssertEndsAsync(ChannelLinkEndReason.TargetDeclined);
        Assert.IsTrue(link.TryTakeUndelivered(out int inHand));
        Assert.IsFalse(link.TryTakeUndelivered(out _));
        CollectionAssert.AreEqual(s_three, (int[])[inHand, .. blind.Reader.Drain()]);
    }

    [TestMethod]
    public async Task OrderedTarget_EndsWhileAnItemIsPostponed_LeavesItInTheChannel()
    {
        foreach (bool fault in (bool[])[true, false])
        {
            var gate = new Gate();
            var block = new OrderedTransformBlock<int, int>(gate.Run, new() { BoundedCapacity = 1 });
            Channel<int> channel = LinkEnds.ChannelOf(1, 2, 3);
            ChannelLink<int> link = channel.Reader.LinkTo(block);
            Wait.Until(() => block.Core.Input.PostponedCount == 1, "The second item was not offered.");
            if (fault)
            {
                block.Fault(new IOException());
            }
            else
            {
                block.Complete();
            }

            await link.AssertEndsAsync(ChannelLinkEndReason.TargetDeclined);
            Assert.IsFalse(link.TryTakeUndelivered(out _));
            CollectionAssert.AreEqual((int[])[2, 3], channel.Reader.Drain());
            gate.OpenAll();
        }
    }

    // It reserves what it has postponed and gives it back, so that the item has been read by then.
    [TestMethod]
    public async Task DataflowTarget_EndsWhileAnItemIsPostponed_LosesNothing()
    {
        using var gate = new ManualResetEventSlim();
        var block = new ActionBlock<int>(_ => Wait.ForEvent(gate), new ExecutionDataflowBlockOptions { BoundedCapacity = 1 });
        Channel<int> channel = LinkEnds.ChannelOf(s_three);
        ChannelLink<int> link = channel.Reader.LinkTo(block);
        Wait.Until(() => channel.Reader.Count == 2, "The first item was not taken.");
        block.Complete();
        gate.Set();
        await link.AssertEndsAsync(ChannelLinkEndReason.TargetDeclined);
        await block.Completion.WithTimeout();
        int[] left = [.. link.TryTakeUndelivered(out int inHand) ? [inHand] : (int[])[], .. channel.Reader.Drain()];
        CollectionAssert.AreEqual(s_three[^left.Length..], left);
        Assert.IsGreaterThanOrEqualTo(1, left.Length);
    }

    [TestMethod]
    public async Task Target_DeclinesAnItem_EndsTheLinkAndLeavesTheItem()
    {
        var target = new ScriptedTarget(DataflowMessageStatus.Declined);
        Channel<int> channel = LinkEnds.ChannelOf(s_three);
        await channel.Reader.LinkTo(target).AssertEndsAsync(ChannelLinkEndReason.ItemDeclined);
        CollectionAssert.AreEqual(s_three, channel.Reader.Drain());
    }

    [TestMethod]
    public async Task Target_Throws_FailsTheLinkAndLeavesTheItem()
    {
        var error = new IOException("no");
        var target = new ScriptedTarget(_ => throw error);
        Channel<int> channel = LinkEnds.ChannelOf(s_three);
        ChannelLink<int> link = channel.Reader.LinkTo(target, LinkEnds.Propagating);
        await link.AssertEndsAsync(ChannelLinkEndReason.Failed);
        Assert.AreSame(error, link.Completion.Exception!.InnerException);
        CollectionAssert.AreEqual(s_three, channel.Reader.Drain());
        Assert.IsFalse(target.Ended.IsCompleted);
    }

    [TestMethod]
    public async Task Dispose_WhileAnItemIsPostponed_LeavesItInTheChannel()
    {
        var target = new ScriptedTarget(DataflowMessageStatus.Postponed);
        Channel<int> channel = LinkEnds.ChannelOf(s_three);
        ChannelLink<int> link = channel.Reader.LinkTo(target, LinkEnds.Propagating);
        Offer offer = target.WaitForOffers(1)[0];
        Assert.IsNull(link.End);
        link.Dispose();
        Assert.IsFalse(offer.TryConsume(out _));
        Assert.IsFalse(offer.Reserve());
        await link.AssertEndsAsync(ChannelLinkEndReason.Unlinked);
        await link.DisposeAsync();
        CollectionAssert.AreEqual(s_three, channel.Reader.Drain());
        Assert.IsFalse(target.Ended.IsCompleted);
    }

    [TestMethod]
    public async Task Dispose_WithAnItemInTheHand_WaitsUntilTheTargetHasIt()
    {
        var target = new ScriptedTarget(DataflowMessageStatus.Postponed);
        Channel<int> channel = LinkEnds.ChannelOf(s_three);
        ChannelLink<int> link = new BlindReader<int>(channel.Reader).LinkTo(target);
        Offer offer = target.WaitForOffers(1)[0];
        Assert.IsFalse(offer.ConsumeToAccept);
        Task disposed = link.DisposeAsync().AsTask();
        Assert.IsFalse(disposed.IsCompleted);
        Assert.IsTrue(offer.TryConsume(out int item));
        Assert.AreEqual(1, item);
        await disposed.WithTimeout();
        await link.AssertEndsAsync(ChannelLinkEndReason.Unlinked);
        CollectionAssert.AreEqual((int[])[2, 3], channel.Reader.Drain());
    }

    [TestMethod]
    public async Task Token_Fires_EndsTheLinkAtOnce()
    {
        foreach (bool canPeek in (bool[])[true, false])
        {
            using var cancellation = new CancellationTokenSource();
            var target = new ScriptedTarget(DataflowMessageStatus.Postponed);
            Channel<int> channel = LinkEnds.ChannelOf(s_three);
            ChannelReader<int> reader = canPeek ? channel.Reader : new BlindReader<int>(channel.Reader);
            ChannelLink<int> link = reader.LinkTo(target, LinkEnds.Propagating, cancellation.Token);
            Offer offer = target.WaitForOffers(1)[0];
            await cancellation.CancelAsync();
            await link.AssertEndsAsync(ChannelLinkEndReason.Canceled);
            Assert.IsFalse(offer.TryConsume(out _));
            int[] left = [.. link.TryTakeUndelivered(out int inHand) ? [inHand] : (int[])[], .. channel.Reader.Drain()];
            CollectionAssert.AreEqual(s_three, left);
            Assert.IsFalse(target.Ended.IsCompleted);

            // Before anything, and while nothing is there.
            await channel.Reader.LinkTo(target, cancellationToken: cancellation.Token).AssertEndsAsync(ChannelLinkEndReason.Canceled);
            using var later = new CancellationTokenSource();
            link = channel.Reader.LinkTo(target, cancellationToken: later.Token);
            await later.CancelAsync();
            await link.AssertEndsAsync(ChannelLinkEndReason.Canceled);
        }
    }

    [TestMethod]
    public async Task Reservation_IsInTheHandUntilItIsConsumedOrAcceptedLater()
    {
        int answers = 0;
        var target = new ScriptedTarget(
            offer => answers++ == 1 && !offer.ConsumeToAccept ? DataflowMessageStatus.Accepted : DataflowMessageStatus.Postponed);
        Channel<int> channel = LinkEnds.ChannelOf(s_three);
        ChannelLink<int> link = channel.Reader.LinkTo(target);
        Offer first = target.WaitForOffers(1)[0];
        Assert.IsTrue(first.ConsumeToAccept);
        Assert.IsTrue(first.Reserve());
        Assert.AreEqual(2, channel.Reader.Count);

        // Unlinked while it is reserved: it is still the target's, and is offered once more when it is given back.
        Assert.IsFalse(first.Reserve());
        link.Dispose();
        Assert.IsFalse(link.Completion.IsCompleted);
        first.Release();
        await link.AssertEndsAsync(ChannelLinkEndReason.Unlinked);
        CollectionAssert.AreEqual((int[])[1, 1], target.OfferedValues);
        CollectionAssert.AreEqual((int[])[1], target.Taken);
        CollectionAssert.AreEqual((int[])[2, 3], channel.Reader.Drain());
        Assert.Throws<InvalidOperationException>(first.Release);
    }

    [TestMethod]
    public async Task Reservation_GivenBackInsideTheOffer_IsNotOfferedForEver()
    {
        var released = new Log<Offer>();
        var target = new ScriptedTarget(offer =>
        {
            Assert.IsTrue(offer.Reserve());
            offer.Release();
            released.Add(offer);
            return DataflowMessageStatus.Postponed;
        });
        Channel<int> channel = LinkEnds.ChannelOf(s_three);
        ChannelLink<int> link = channel.Reader.LinkTo(target);
        Offer offer = released.WaitForCount(1)[0];
        Assert.IsTrue(offer.TryConsume(out int item));
        Assert.AreEqual(1, item);
        Offer last = released.WaitForCount(2)[1];
        CollectionAssert.AreEqual((int[])[1, 2], target.OfferedValues);
        link.Dispose();
        Assert.IsFalse(link.Completion.IsCompleted);
        Assert.IsTrue(last.TryConsume(out _));
        await link.AssertEndsAsync(ChannelLinkEndReason.Unlinked);
        Assert.AreEqual(3, channel.Reader.Drain().Single());
    }

    [TestMethod]
    public async Task NonGreedyJoin_OfTwoChannels_PairsThemInOrder()
    {
        Channel<int> left = LinkEnds.ChannelOf(Enumerable.Range(0, 200));
        Channel<int> right = Channel.CreateBounded<int>(2);
        var join = new JoinBlock<int, int>(new GroupingDataflowBlockOptions { Greedy = false, BoundedCapacity = 3 });
        left.Reader.LinkTo(join.Target1, LinkEnds.Propagating);
        right.Reader.LinkTo(join.Target2, LinkEnds.Propagating);
        Task writing = Task.Run(async () =>
        {
            for (int item = 0; item < 200; item++)
            {
                await right.Writer.WriteAsync(-item);
            }
        });
        for (int item = 0; item < 200; item++)
        {
            Assert.AreEqual(Tuple.Create(item, -item), await join.ReceiveAsync().WithTimeout());
        }

        await writing.WithTimeout();
        left.Writer.Complete();
        right.Writer.Complete();
        await join.Completion.WithTimeout();
    }

    [TestMethod]
    public void Arguments_Null_AreRefused()
    {
        var buffer = new BufferBlock<int>();
        var channel = Channel.CreateUnbounded<int>();
        Assert.AreEqual("source", Assert.Throws<ArgumentNullException>(() => ((ChannelReader<int>)null!).LinkTo(buffer)).ParamName);
        Assert.AreEqual("target", Assert.Throws<ArgumentNullException>(() => channel.Reader.LinkTo(null!)).ParamName);
        Assert.AreEqual("source", Assert.Throws<ArgumentNullException>(() => ((BufferBlock<int>)null!).LinkTo(channel.Writer)).ParamName);
        Assert.AreEqual(
            "writer", Assert.Throws<ArgumentNullException>(() => buffer.LinkTo((ChannelWriter<int>)null!)).ParamName);
    }
}
