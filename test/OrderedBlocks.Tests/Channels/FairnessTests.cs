using System.Threading.Channels;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Channels;

/// <summary>First come first served, whoever waits and however.</summary>
[TestClass]
public sealed class FairnessTests
{
    [TestMethod]
    public async Task WaitingSenders_OfAllKinds_AreServedInTheirOrder()
    {
        OrderedTransformBlock<int, int> block = Blocks.CreateFull(item: 0);
        Channel<int, int> channel = block.AsChannel();
        var source = new ScriptedSource();

        ValueTask first = channel.Writer.WriteAsync(1);
        Task<bool> second = block.SendAsync(2);
        ValueTask<bool> waitAfterSecond = channel.Writer.WaitToWriteAsync();
        Assert.AreEqual(DataflowMessageStatus.Postponed, source.Offer(block, id: 1, value: 3));
        using var token = new CancellationTokenSource();
        ValueTask fourth = channel.Writer.WriteAsync(4, token.Token);
        ValueTask<bool> waitAfterFourth = channel.Writer.WaitToWriteAsync(token.Token);
        Task<bool> fifth = block.SendAsync(5);
        ValueTask sixth = channel.Writer.WriteAsync(6);
        Assert.IsFalse(channel.Writer.TryWrite(7), "overtakes");

        // Each output that leaves makes room for one, and whoever comes behind it has not been heard of.
        ReadNext(block, 0);
        await first.Within();
        Blocks.UntilReadable(block, 1);
        Assert.IsFalse(second.IsCompleted);
        ReadNext(block, 1);
        Assert.IsTrue(await second.WithTimeout());
        Blocks.UntilReadable(block, 1);
        Assert.IsFalse(waitAfterSecond.IsCompleted);
        ReadNext(block, 2);
        Assert.IsTrue(await waitAfterSecond.Within());
        source.Calls.WaitForCount(1);
        Blocks.UntilReadable(block, 1);
        Assert.IsFalse(fourth.IsCompleted);
        ReadNext(block, 3);
        await fourth.Within();
        Blocks.UntilReadable(block, 1);
        Assert.IsFalse(waitAfterFourth.IsCompleted);
        Assert.IsFalse(fifth.IsCompleted);
        ReadNext(block, 4);
        Assert.IsTrue(await waitAfterFourth.Within());
        Assert.IsTrue(await fifth.WithTimeout());
        Blocks.UntilReadable(block, 1);
        Assert.IsFalse(sixth.IsCompleted);
        ReadNext(block, 5);
        await sixth.Within();
        ReadNext(block, 6);
    }

    [TestMethod]
    public async Task WaitToWriteAsync_OfMany_WakesAllForOnePlace()
    {
        OrderedTransformBlock<int, int> block = Blocks.CreateFull();
        Channel<int, int> channel = block.AsChannel();
        ValueTask<bool>[] waits = [.. Enumerable.Range(0, 10).Select(_ => channel.Writer.WaitToWriteAsync())];
        ReadNext(block, 0);
        foreach (ValueTask<bool> wait in waits)
        {
            Assert.IsTrue(await wait.Within());
        }

        // The last one to hear of it has found nobody behind it: the gate was lowered before.
        Assert.IsTrue(channel.Writer.TryWrite(1));
        Assert.IsFalse(channel.Writer.TryWrite(2));
    }

    [TestMethod]
    public async Task WaitToWriteAsync_RoomIsTakenByTheNextInTheQueue_WaitsForTheNextRoom()
    {
        OrderedTransformBlock<int, int> block = Blocks.CreateFull();
        Channel<int, int> channel = block.AsChannel();
        ValueTask<bool> wait = channel.Writer.WaitToWriteAsync();
        ValueTask write = channel.Writer.WriteAsync(1);
        ReadNext(block, 0);
        Assert.IsTrue(await wait.Within());
        await write.Within();
        Assert.IsFalse(channel.Writer.TryWrite(2));
        wait = channel.Writer.WaitToWriteAsync();
        ReadNext(block, 1);
        Assert.IsTrue(await wait.Within());
        Assert.IsTrue(channel.Writer.TryWrite(2));
        ReadNext(block, 2);
    }

    [TestMethod]
    public async Task WaitingReaders_AreServedInTheirOrder()
    {
        Channel<int, int> channel = Blocks.Create().AsChannel();
        ValueTask<bool> wait = channel.Reader.WaitToReadAsync();
        ValueTask<int>[] reads = [.. Enumerable.Range(0, 20).Select(_ => channel.Reader.ReadAsync())];
        for (int i = 0; i < reads.Length; i++)
        {
            Assert.IsTrue(channel.Writer.TryWrite(i));
        }

        for (int i = 0; i < reads.Length; i++)
        {
            Assert.AreEqual(i, await reads[i].Within());
        }

        // Those who take an output come first: nothing was left for it.
        Assert.IsFalse(wait.IsCompleted);
        Assert.IsTrue(channel.Writer.TryWrite(20));
        Assert.IsTrue(await wait.Within());
        Assert.IsTrue(channel.Reader.TryRead(out int item));
        Assert.AreEqual(20, item);
    }

    [TestMethod]
    public async Task WaitToReadAsync_OfMany_WakesAllForOneOutput()
    {
        Channel<int, int> channel = Blocks.Create().AsChannel();
        ValueTask<bool>[] waits = [.. Enumerable.Range(0, 10).Select(_ => channel.Reader.WaitToReadAsync())];
        Assert.IsTrue(channel.Writer.TryWrite(1));
        foreach (ValueTask<bool> wait in waits)
        {
            Assert.IsTrue(await wait.Within());
        }

        Assert.IsTrue(channel.Reader.TryPeek(out int item));
        Assert.AreEqual(1, item);
    }

    private static void ReadNext(OrderedTransformBlock<int, int> block, int expected)
    {
        Blocks.UntilReadable(block, 1);
        Assert.IsTrue(block.AsChannel().Reader.TryRead(out int item));
        Assert.AreEqual(expected, item);
    }
}
