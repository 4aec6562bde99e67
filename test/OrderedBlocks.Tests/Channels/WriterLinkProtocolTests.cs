using System.Threading.Channels;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Channels;

/// <summary>What a link to a channel asks of its source, with a source that is driven by hand.</summary>
[TestClass]
public sealed class WriterLinkProtocolTests
{
    [TestMethod]
    public void Offer_WithRoom_IsAcceptedWithoutAWord()
    {
        (ScriptedSource source, Channel<int> channel, ITargetBlock<int> target, _) = Link(capacity: 2);
        Assert.AreEqual(DataflowMessageStatus.Accepted, source.Offer(target, 1, 10));
        Assert.AreEqual(DataflowMessageStatus.Accepted, source.Offer(target, 2, 20, consumeToAccept: true, consumedAs: 21));
        CollectionAssert.AreEqual((string[])["source: consume 2"], source.Calls.Entries);
        CollectionAssert.AreEqual((int[])[10, 21], channel.Reader.Drain());
    }

    [TestMethod]
    public async Task Offer_WithoutRoom_IsReservedWrittenAndConsumed()
    {
        (ScriptedSource source, Channel<int> channel, ITargetBlock<int> target, ChannelLink<int> link) = Link(capacity: 1);
        Assert.AreEqual(DataflowMessageStatus.Accepted, source.Offer(target, 1, 10));
        Assert.AreEqual(DataflowMessageStatus.Postponed, source.Offer(target, 2, 20));

        // The newest counts.
        Assert.AreEqual(DataflowMessageStatus.Postponed, source.Offer(target, 3, 30));
        Assert.AreEqual(10, await channel.Reader.ReadAsync());
        Assert.AreEqual(30, await channel.Reader.ReadAsync().AsTask().WithTimeout());
        CollectionAssert.AreEqual((string[])["source: reserve 3", "source: consume 3"], source.Calls.WaitForCount(2));
        await link.DisposeAsync();
    }

    // As a block of Dataflow's that is faulted between the two: the link passes on that fault, and has not failed by itself.
    [TestMethod]
    public async Task Source_FaultedWhileAnItemIsReserved_EndsTheChannelWithItsFault()
    {
        var error = new IOException("The source.");
        ITargetBlock<int>? linked = null;
        (ScriptedSource source, Channel<int> channel, ITargetBlock<int> target, ChannelLink<int> link) = Link(
            capacity: 1,
            new ScriptedSource
            {
                OnConsume = _ =>
                {
                    linked!.Fault(error);
                    return false;
                },
            });
        linked = target;
        Assert.AreEqual(DataflowMessageStatus.Accepted, source.Offer(target, 1, 10));
        Assert.AreEqual(DataflowMessageStatus.Postponed, source.Offer(target, 2, 20));
        Assert.AreEqual(10, await channel.Reader.ReadAsync());
        Assert.AreEqual(20, await channel.Reader.ReadAsync().AsTask().WithTimeout());
        await Assert.ThrowsExactlyAsync<IOException>(() => channel.Reader.Completion.WithTimeout());
        await link.AssertEndsAsync(ChannelLinkEndReason.SourceFailed);
    }

    [TestMethod]
    public async Task Offer_GoneWhenThereIsRoom_IsNotWritten()
    {
        var calls = new Log<string>();
        (ScriptedSource source, Channel<int> channel, ITargetBlock<int> target, _) =
            Link(capacity: 1, new ScriptedSource(calls: calls) { OnReserve = static id => id != 2 });
        Assert.AreEqual(DataflowMessageStatus.Accepted, source.Offer(target, 1, 10));
        Assert.AreEqual(DataflowMessageStatus.Postponed, source.Offer(target, 2, 20));
        Assert.AreEqual(10, await channel.Reader.ReadAsync());
        calls.WaitForEntry("source: reserve 2");

        // Taken at once, or consumed by the link, which may still be about the second.
        source.Offer(target, 3, 30);
        Assert.AreEqual(30, await channel.Reader.ReadAsync().AsTask().WithTimeout());
    }

    [TestMethod]
    public void OfferToConsume_GoneMeanwhile_IsNotAvailable()
    {
        (ScriptedSource source, Channel<int> channel, ITargetBlock<int> target, _) =
            Link(capacity: 1, new ScriptedSource { OnConsume = static id => id != 1 });
        Assert.AreEqual(DataflowMessageStatus.NotAvailable, source.Offer(target, 1, 10, consumeToAccept: true));
        Assert.AreEqual(0, channel.Reader.Count);
    }

    [TestMethod]
    public async Task OfferToConsume_WithoutRoom_IsConsumedWhenThereIs()
    {
        (ScriptedSource source, Channel<int> channel, ITargetBlock<int> target, _) = Link(capacity: 1);
        Assert.AreEqual(DataflowMessageStatus.Accepted, source.Offer(target, 1, 10));
        Assert.AreEqual(DataflowMessageStatus.Postponed, source.Offer(target, 2, 20, consumeToAccept: true));
        Assert.AreEqual(0, source.Calls.Count);
        Assert.AreEqual(10, await channel.Reader.ReadAsync());
        Assert.AreEqual(20, await channel.Reader.ReadAsync().AsTask().WithTimeout());
        CollectionAssert.AreEqual((string[])["source: consume 2"], source.Calls.Entries);
    }

    [TestMethod]
    public async Task OfferToConsume_RoomGoneMeanwhile_IsInTheHandUntilThereIsRoom()
    {
        var channel = Channel.CreateBounded<int>(1);
        var source = new ScriptedSource { OnConsume = id => id != 1 || channel.Writer.TryWrite(-1) };
        (_, _, ITargetBlock<int> target, ChannelLink<int> link) = Link(1, source, channel);
        Assert.AreEqual(DataflowMessageStatus.Accepted, source.Offer(target, 1, 10, consumeToAccept: true));
        Assert.AreEqual(DataflowMessageStatus.Postponed, source.Offer(target, 2, 20));
        Task disposed = link.DisposeAsync().AsTask();
        Assert.IsFalse(disposed.IsCompleted);
        Assert.AreEqual(-1, await channel.Reader.ReadAsync());
        await disposed.WithTimeout();
        CollectionAssert.AreEqual((int[])[10], channel.Reader.Drain());
        Assert.AreEqual(ChannelLinkEndReason.Unlinked, link.End);
        Assert.AreEqual(DataflowMessageStatus.DecliningPermanently, source.Offer(target, 2, 20));
    }

    [TestMethod]
    public async Task Hand_WhenTheTokenFiresOrTheChannelIsClosed_CanBeTaken()
    {
        foreach (bool cancel in (bool[])[true, false])
        {
            using var cancellation = new CancellationTokenSource();
            var channel = Channel.CreateBounded<int>(1);
            var source = new ScriptedSource { OnConsume = _ => channel.Writer.TryWrite(-1) };
            (_, _, ITargetBlock<int> target, ChannelLink<int> link) = Link(1, source, channel, cancellation.Token);
            Assert.AreEqual(DataflowMessageStatus.Accepted, source.Offer(target, 1, 10, consumeToAccept: true));
            Assert.IsFalse(link.TryTakeUndelivered(out _));
            if (cancel)
            {
                await cancellation.CancelAsync();
            }
            else
            {
                channel.Writer.Complete();
            }

            await link.AssertEndsAsync(cancel ? ChannelLinkEndReason.Canceled : ChannelLinkEndReason.TargetDeclined);
            Assert.IsTrue(link.TryTakeUndelivered(out int item));
            Assert.AreEqual(10, item);
            Assert.IsFalse(link.TryTakeUndelivered(out _));
        }
    }

    // As when a channel is found closed: a block that has offered it something waits for an answer.
    [TestMethod]
    public async Task Hand_KeptBecauseTheChannelIsClosed_TellsTheSourceThatHasOfferedMore()
    {
        var answers = new Log<DataflowMessageStatus>();
        var channel = Channel.CreateBounded<int>(1);
        ScriptedSource source = null!;
        source = new ScriptedSource
        {
            OnConsume = _ => channel.Writer.TryWrite(-1),
            OnRelease = id => answers.Add(source.Offer(source.LinkedTarget!, id, 20)),
        };
        (_, _, ITargetBlock<int> target, ChannelLink<int> link) = Link(1, source, channel);
        Assert.AreEqual(DataflowMessageStatus.Accepted, source.Offer(target, 1, 10, consumeToAccept: true));
        Assert.AreEqual(DataflowMessageStatus.Postponed, source.Offer(target, 2, 20));
        channel.Writer.Complete();
        await link.AssertEndsAsync(ChannelLinkEndReason.TargetDeclined);
        Assert.AreEqual(DataflowMessageStatus.DecliningPermanently, answers.Entries.Single());
        CollectionAssert.AreEqual((string[])["source: consume 1", "source: reserve 2", "source: release 2"], source.Calls.Entries);
        Assert.IsTrue(link.TryTakeUndelivered(out int item));
        Assert.AreEqual(10, item);
    }

    [TestMethod]
    public async Task Source_Throws_FailsTheLink()
    {
        var error = new IOException();
        var source = new ScriptedSource { OnReserve = _ => throw error };
        (_, Channel<int> channel, ITargetBlock<int> target, ChannelLink<int> link) = Link(1, source);
        Assert.AreEqual(DataflowMessageStatus.Accepted, source.Offer(target, 1, 10));
        Assert.AreEqual(DataflowMessageStatus.Postponed, source.Offer(target, 2, 20));
        Assert.AreEqual(10, await channel.Reader.ReadAsync());
        await link.AssertEndsAsync(ChannelLinkEndReason.Failed);
        Assert.AreSame(error, link.Completion.Exception!.InnerException);
    }

    // What was reserved is given back, so that others get it.
    [TestMethod]
    public async Task Channel_ThrowsWhileAnItemIsReserved_LeavesItInTheBlock()
    {
        var error = new IOException();
        var room = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var writer = new ScriptedWriter
        {
            OnWrite = _ => room.Task.IsCompleted ? throw error : false,
            OnWait = () => new ValueTask<bool>(room.Task),
        };
        var block = new OrderedTransformBlock<int, int>(static item => item);
        ChannelLink<int> link = block.LinkTo(writer);
        Assert.IsTrue(block.Post(1));
        Assert.IsTrue(block.Post(2));
        Wait.Until(() => block.OutputCount == 2, "The items are not ready.");
        room.SetResult(true);
        await link.AssertEndsAsync(ChannelLinkEndReason.Failed);
        Assert.AreSame(error, link.Completion.Exception!.InnerException);
        Assert.AreEqual(1, await block.ReceiveAsync().WithTimeout());
        Assert.AreEqual(2, await block.ReceiveAsync().WithTimeout());
        block.Complete();
        await block.Completion.WithTimeout();
    }

    [TestMethod]
    public async Task Channel_ThrowsWhenAnItemHasBeenConsumed_KeepsItInTheHand()
    {
        foreach (bool isWaitedFor in (bool[])[false, true])
        {
            var error = new IOException();
            var room = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            var source = new ScriptedSource();
            ChannelLink<int> link = source.LinkTo(new ScriptedWriter
            {
                OnWrite = _ => throw error,
                OnWait = () => isWaitedFor ? new ValueTask<bool>(room.Task) : new ValueTask<bool>(true),
            });
            if (isWaitedFor)
            {
                Assert.AreEqual(
                    DataflowMessageStatus.Postponed, source.Offer(source.LinkedTarget!, 1, 10, consumeToAccept: true));
                room.SetResult(true);
            }
            else
            {
                Assert.ThrowsExactly<IOException>(() => source.Offer(source.LinkedTarget!, 1, 10, consumeToAccept: true));
            }

            await link.AssertEndsAsync(ChannelLinkEndReason.Failed);
            Assert.AreSame(error, link.Completion.Exception!.InnerException);
            CollectionAssert.AreEqual((string[])["source: consume 1"], source.Calls.Entries);
            Assert.IsTrue(link.TryTakeUndelivered(out int item));
            Assert.AreEqual(10, item);
        }
    }

    [TestMethod]
    public async Task Channel_ThrowsWhenItIsCompleted_FailsTheLink()
    {
        var error = new IOException();
        var block = new OrderedTransformBlock<int, int>(static item => item);
        var writer = new ScriptedWriter { OnWrite = static _ => true, OnComplete = () => throw error };
        ChannelLink<int> link = block.LinkTo(writer, LinkEnds.Propagating);
        block.Complete();
        await link.AssertEndsAsync(ChannelLinkEndReason.Failed);
        Assert.AreSame(error, link.Completion.Exception!.InnerException);
    }

    private static (ScriptedSource Source, Channel<int> Channel, ITargetBlock<int> Target, ChannelLink<int> Link) Link(
        int capacity,
        ScriptedSource? source = null,
        Channel<int>? channel = null,
        CancellationToken token = default)
    {
        source ??= new ScriptedSource();
        channel ??= Channel.CreateBounded<int>(capacity);
        ChannelLink<int> link = source.LinkTo(channel.Writer, LinkEnds.Propagating, token);
        return (source, channel, source.LinkedTarget!, link);
    }
}
