using System.Threading.Channels;
using OrderedBlocks.Tests.Streams;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Channels;

/// <summary>Links from a channel without room, whose writers and readers meet, to a block; and what else reads such a channel.</summary>
[TestClass]
public sealed class RendezvousReaderLinkTests
{
    private static readonly int[] s_expected = [.. Enumerable.Range(0, 100)];

    [TestMethod]
    [DataRow("WriteAsync")]
    [DataRow("WaitToWriteAsync")]
    [DataRow("TryWrite")]
    public async Task Link_FromEachKindOfWriter_HandsOnEverythingInOrder(string writes)
    {
        foreach (IPropagatorBlock<int, int> block in Blocks())
        {
            Channel<int> channel = Channel.CreateBounded<int>(0);
            ChannelLink<int> link = channel.Reader.LinkTo(block, LinkEnds.Propagating);
            Task writing = channel.Writer.WriteAsync(writes, s_expected.Length);
            foreach (int item in s_expected)
            {
                Assert.AreEqual(item, await block.ReceiveAsync().WithTimeout());
            }

            await writing.WithTimeout();
            await link.AssertEndsAsync(ChannelLinkEndReason.SourceCompleted);
            await block.Completion.WithTimeout();
        }
    }

    [TestMethod]
    [DataRow("WriteAsync")]
    [DataRow("WaitToWriteAsync")]
    [DataRow("TryWrite")]
    public async Task Channel_CompletedWithAnError_EndsWithThatError(string writes)
    {
        foreach (Exception error in (Exception[])[new IOException("gone"), new OperationCanceledException("stopped")])
        {
            Channel<int> channel = Channel.CreateBounded<int>(0);
            var target = new ScriptedTarget(static offer =>
                !offer.ConsumeToAccept || offer.TryConsume(out _) ? DataflowMessageStatus.Accepted : DataflowMessageStatus.NotAvailable);
            ChannelLink<int> link = channel.Reader.LinkTo(target, LinkEnds.Propagating);
            await channel.Writer.WriteAsync(writes, 3, error).WithTimeout();
            await link.AssertEndsAsync(ChannelLinkEndReason.SourceFailed);
            Assert.AreSame(error, link.Completion.Exception!.InnerException);
            Assert.AreSame(error, await target.Ended.WithTimeout());
            CollectionAssert.AreEqual((int[])[0, 1, 2], target.Taken);

            // One that has failed before.
            ChannelLink<int> late = channel.Reader.LinkTo(new BufferBlock<int>());
            await late.AssertEndsAsync(ChannelLinkEndReason.SourceFailed);
            Assert.AreSame(error, late.Completion.Exception!.InnerException);
        }
    }

    // A writer that waits keeps its item until the block consumes it.
    [TestMethod]
    public async Task Writer_ThatWaits_KeepsItsItemWhileTheTargetIsFull()
    {
        Channel<int> channel = Channel.CreateBounded<int>(0);
        Task writing = channel.Writer.WriteAsync(1).AsTask();
        var target = new ScriptedTarget(DataflowMessageStatus.Postponed);
        ChannelLink<int> link = channel.Reader.LinkTo(target);
        Offer offer = target.WaitForOffers(1)[0];
        Assert.IsTrue(offer.ConsumeToAccept);
        Assert.IsFalse(writing.IsCompleted);
        await link.DisposeAsync().AsTask().WithTimeout();
        await link.AssertEndsAsync(ChannelLinkEndReason.Unlinked);
        Assert.IsFalse(link.TryTakeUndelivered(out _));
        Assert.IsFalse(writing.IsCompleted);
        Assert.IsTrue(channel.Reader.TryRead(out int item));
        Assert.AreEqual(1, item);
        await writing.WithTimeout();
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Link_ThatWaitsForAWriter_Ends(bool isByToken)
    {
        using var cancellation = new CancellationTokenSource();
        Channel<int> channel = Channel.CreateBounded<int>(0);
        Task<bool> room = channel.Writer.WaitToWriteAsync().AsTask();
        ChannelLink<int> link = channel.Reader.LinkTo(new BufferBlock<int>(), LinkEnds.Propagating, cancellation.Token);
        Assert.IsTrue(await room.WithTimeout());
        if (isByToken)
        {
            await cancellation.CancelAsync();
        }
        else
        {
            link.Dispose();
        }

        await link.AssertEndsAsync(isByToken ? ChannelLinkEndReason.Canceled : ChannelLinkEndReason.Unlinked);
        Assert.IsFalse(link.TryTakeUndelivered(out _));
        Assert.IsFalse(channel.Writer.TryWrite(1));
    }

    // It was taken from a writer that has gone on: it is the block's, or the link's owner has it.
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Item_OfAWriterThatDoesNotWait_IsInTheHand(bool isByToken)
    {
        using var cancellation = new CancellationTokenSource();
        Channel<int> channel = Channel.CreateBounded<int>(0);
        var target = new ScriptedTarget(DataflowMessageStatus.Postponed);
        ChannelLink<int> link = channel.Reader.LinkTo(target, cancellationToken: cancellation.Token);
        Assert.IsTrue(await channel.Writer.WaitToWriteAsync().AsTask().WithTimeout());
        Assert.IsTrue(channel.Writer.TryWrite(1));
        Offer offer = target.WaitForOffers(1)[0];
        Assert.IsFalse(offer.ConsumeToAccept);
        Assert.IsFalse(channel.Writer.TryWrite(2));
        if (isByToken)
        {
            await cancellation.CancelAsync();
            await link.AssertEndsAsync(ChannelLinkEndReason.Canceled);
            Assert.IsTrue(link.TryTakeUndelivered(out int item));
            Assert.AreEqual(1, item);
        }
        else
        {
            Task disposed = link.DisposeAsync().AsTask();
            Assert.IsFalse(disposed.IsCompleted);
            Assert.IsTrue(offer.TryConsume(out int item));
            Assert.AreEqual(1, item);
            await disposed.WithTimeout();
            await link.AssertEndsAsync(ChannelLinkEndReason.Unlinked);
        }
    }

    [TestMethod]
    public async Task MaxMessages_Reached_ReadsNoMore()
    {
        Channel<int> channel = Channel.CreateBounded<int>(0);
        var buffer = new BufferBlock<int>();
        ChannelLink<int> link = channel.Reader.LinkTo(buffer, new DataflowLinkOptions { MaxMessages = 2 });
        foreach (int item in (int[])[1, 2])
        {
            while (!channel.Writer.TryWrite(item))
            {
                Assert.IsTrue(await channel.Writer.WaitToWriteAsync().AsTask().WithTimeout());
            }
        }

        await link.AssertEndsAsync(ChannelLinkEndReason.LimitReached);
        Assert.IsFalse(channel.Writer.TryWrite(3));
        Assert.IsTrue(buffer.TryReceiveAll(out IList<int>? items));
        CollectionAssert.AreEqual((int[])[1, 2], items.ToArray());
    }

    [TestMethod]
    [DataRow("WriteAsync")]
    [DataRow("WaitToWriteAsync")]
    [DataRow("TryWrite")]
    public async Task TransformOrdered_OverEachKindOfWriter_HandsOnEverything(string writes)
    {
        foreach (Exception? thrown in (Exception?[])[null, new IOException("gone")])
        {
            Channel<int> channel = Channel.CreateBounded<int>(0);
            Task writing = channel.Writer.WriteAsync(writes, s_expected.Length, thrown);
            ChannelReader<int> reader = channel.Reader.TransformOrdered(
                static item => item, new OrderedBlockOptions { BoundedCapacity = 4, MaxDegreeOfParallelism = 2 });
            (int[] items, Exception? error) = await reader.ReadAsync("ReadAllAsync").WithTimeout();
            CollectionAssert.AreEqual(s_expected, items);
            Assert.AreSame(thrown, error);
            await writing.WithTimeout();
        }
    }

    // A stream of the channel's own waits for writers that wait, and so does what is behind it.
    [TestMethod]
    public async Task SelectOrdered_OverTheChannelsStream_HandsOnEverything()
    {
        foreach (Exception? thrown in (Exception?[])[null, new IOException("gone")])
        {
            Channel<int> channel = Channel.CreateBounded<int>(0);
            Task writing = channel.Writer.WriteAsync("WriteAsync", s_expected.Length, thrown);
            (List<int> items, Exception? error) = await channel.Reader.ReadAllAsync()
                .SelectOrdered(static item => item, new OrderedBlockOptions { BoundedCapacity = 4 }).CollectAsync().WithTimeout();
            CollectionAssert.AreEqual(s_expected, items);
            Assert.AreSame(thrown, error);
            await writing.WithTimeout();
        }
    }

    [TestMethod]
    [DataRow("WriteAsync", "ReadAllAsync")]
    [DataRow("WriteAsync", "ReadAsync")]
    [DataRow("WriteAsync", "WaitToReadAsync")]
    [DataRow("WaitToWriteAsync", "ReadAllAsync")]
    [DataRow("WaitToWriteAsync", "ReadAsync")]
    [DataRow("WaitToWriteAsync", "WaitToReadAsync")]
    [DataRow("TryWrite", "ReadAllAsync")]
    [DataRow("TryWrite", "ReadAsync")]
    [DataRow("TryWrite", "WaitToReadAsync")]
    public async Task Chain_FromSuchAChannelToAnother_HandsOnEverything(string writes, string reads)
    {
        foreach (Exception? thrown in (Exception?[])[null, new IOException("gone")])
        {
            var options = new OrderedBlockOptions { BoundedCapacity = 2, FailureMode = ItemFailureMode.FaultInOrder };
            Channel<int> first = Channel.CreateBounded<int>(0);
            Channel<int> second = Channel.CreateBounded<int>(0);
            Channel<int> last = Channel.CreateBounded<int>(0);
            var block = new OrderedTransformBlock<int, int>(static item => item, options);
            var relay = new BufferBlock<int>(options);
            ChannelLink<int>[] links =
            [
                first.Reader.TransformOrdered(static item => item, new OrderedBlockOptions { BoundedCapacity = 2 }).LinkTo(block, LinkEnds.Propagating),
                block.LinkTo(second.Writer, LinkEnds.Propagating),
                second.Reader.LinkTo(relay, LinkEnds.Propagating),
                relay.LinkTo(last.Writer, LinkEnds.Propagating),
            ];
            Task<(int[] Items, Exception? Error)> reading = last.Reader.ReadAsync(reads);
            await first.Writer.WriteAsync(writes, s_expected.Length, thrown).WithTimeout();
            (int[] items, Exception? error) = await reading.WithTimeout();

            // An error is passed by Fault, which drops what the blocks still have.
            CollectionAssert.AreEqual(thrown is null ? s_expected : s_expected[..items.Length], items);
            Assert.AreSame(thrown, error);
            foreach (ChannelLink<int> link in links)
            {
                await link.AssertEndsAsync(thrown is null ? ChannelLinkEndReason.SourceCompleted : ChannelLinkEndReason.SourceFailed);
            }
        }
    }

    [TestMethod]
    public async Task AsChannel_BetweenTwoSuchChannels_HandsOnEverything()
    {
        Channel<int> first = Channel.CreateBounded<int>(0);
        Channel<int> last = Channel.CreateBounded<int>(0);
        Channel<int, int> between = new OrderedTransformBlock<int, int>(static item => item, new() { BoundedCapacity = 2 }).AsChannel();
        Task writing = first.Writer.WriteAsync("WriteAsync", s_expected.Length);
        Task moving = Task.Run(async () =>
        {
            await foreach (int item in first.Reader.ReadAllAsync())
            {
                await between.Writer.WriteAsync(item);
            }

            between.Writer.Complete();
        });
        var relay = new BufferBlock<int>(new DataflowBlockOptions { BoundedCapacity = 1 });
        ChannelLink<int> incoming = between.Reader.LinkTo(relay, LinkEnds.Propagating);
        ChannelLink<int> outgoing = relay.LinkTo(last.Writer, LinkEnds.Propagating);
        (int[] items, Exception? error) = await last.Reader.ReadAsync("ReadAllAsync").WithTimeout();
        CollectionAssert.AreEqual(s_expected, items);
        Assert.IsNull(error);
        await Task.WhenAll(writing, moving).WithTimeout();
        await incoming.AssertEndsAsync(ChannelLinkEndReason.SourceCompleted);
        await outgoing.AssertEndsAsync(ChannelLinkEndReason.SourceCompleted);
    }

    private static IPropagatorBlock<int, int>[] Blocks() =>
    [
        new OrderedTransformBlock<int, int>(static item => item, new() { BoundedCapacity = 3, MaxDegreeOfParallelism = 2 }),
        new TransformBlock<int, int>(static item => item, new() { BoundedCapacity = 1 }),
        new BufferBlock<int>(),
    ];
}
