using System.Threading.Channels;
using OrderedBlocks.Tests.Conformance.Channels.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance.Channels;

/// <summary>Writers that find room, and writers that wait for it: WriteAsync, WaitToWriteAsync.</summary>
[TestClass]
public abstract class ChannelWriteConformance<TSubject> : ChannelConformance<TSubject>
    where TSubject : ChannelSubject, new()
{
    /// <summary>Where room is, nobody waits.</summary>
    [TestMethod]
    public async Task WriteAsync_Room_EndsAtOnce()
    {
        Channel<int> channel = NewChannel();

        for (int item = 1; item <= Subject.Capacity; item++)
        {
            ValueTask<bool> wait = channel.Writer.WaitToWriteAsync();
            Assert.IsTrue(wait.IsCompletedSuccessfully);
            Assert.IsTrue(await wait);
            ValueTask write = channel.Writer.WriteAsync(item);
            Assert.IsTrue(write.IsCompletedSuccessfully);
            await write;
        }

        Assert.IsFalse(channel.Writer.TryWrite(-1));
        await AssertLeft(channel, Enumerable.Range(1, Subject.Capacity));
    }

    /// <summary>A read that waits is room.</summary>
    [TestMethod]
    public async Task WaitToWriteAsync_AReadWaits_IsTrueAtOnce()
    {
        Channel<int> channel = NewChannel();
        Task<int> read = channel.Reader.ReadAsync().AsTask();

        ValueTask<bool> wait = channel.Writer.WaitToWriteAsync();

        Assert.IsTrue(wait.IsCompletedSuccessfully);
        Assert.IsTrue(await wait);
        Assert.IsTrue(channel.Writer.TryWrite(1));
        Assert.AreEqual(1, await read.WithTimeout());
    }

    /// <summary>A write waits until an item is read, and is then the last.</summary>
    [TestMethod]
    public async Task WriteAsync_Full_EndsWhenAnItemIsRead()
    {
        Channel<int> channel = NewFullChannel();
        Task write = channel.Writer.WriteAsync(Subject.Capacity + 1).AsTask();
        Assert.IsFalse(write.IsCompleted);

        Assert.IsTrue(channel.Reader.TryRead(out int first));

        Assert.AreEqual(1, first);
        await write.WithTimeout();
        await AssertLeft(channel, Enumerable.Range(2, Subject.Capacity));
    }

    /// <summary>Writes that wait are let in one by one, in the order in which they came.</summary>
    [TestMethod]
    public async Task WriteAsync_SeveralWait_AreLetInInOrder()
    {
        Channel<int> channel = NewFullChannel();
        Task[] writes = [.. Enumerable.Range(Subject.Capacity + 1, 5).Select(item => channel.Writer.WriteAsync(item).AsTask())];

        for (int i = 0; i < writes.Length; i++)
        {
            Assert.IsTrue(writes.Skip(i).All(static write => !write.IsCompleted));
            AssertItems([i + 1], await ReadMany(channel, 1));
            await writes[i].WithTimeout();
        }

        await AssertLeft(channel, Enumerable.Range(6, Subject.Capacity));
    }

    /// <summary>Many more writes than places, then one reader.</summary>
    [TestMethod]
    public async Task WriteAsync_ManyWait_AllComeInOrder()
    {
        Channel<int> channel = NewChannel();
        Task[] writes = [.. Enumerable.Range(1, 500).Select(item => channel.Writer.WriteAsync(item).AsTask())];

        AssertItems(Enumerable.Range(1, 500), await ReadMany(channel, 500));

        await Task.WhenAll(writes).WithTimeout();
        await AssertLeft(channel);
    }

    /// <summary>Who waits for room is told when there is some, and then finds it.</summary>
    [TestMethod]
    public async Task WaitToWriteAsync_Full_IsTrueWhenAnItemIsRead()
    {
        Channel<int> channel = NewFullChannel();
        Task<bool> wait = channel.Writer.WaitToWriteAsync().AsTask();
        Assert.IsFalse(wait.IsCompleted);

        AssertItems([1], await ReadMany(channel, 1));

        Assert.IsTrue(await wait.WithTimeout());
        Assert.IsTrue(channel.Writer.TryWrite(Subject.Capacity + 1));
        await AssertLeft(channel, Enumerable.Range(2, Subject.Capacity));
    }

    /// <summary>One place is news for all who wait for one.</summary>
    [TestMethod]
    public async Task WaitToWriteAsync_SeveralWait_AllAreTold()
    {
        Channel<int> channel = NewFullChannel();
        Task<bool>[] waits = [.. Enumerable.Range(0, 5).Select(_ => channel.Writer.WaitToWriteAsync().AsTask())];
        Assert.IsTrue(waits.All(static wait => !wait.IsCompleted));

        AssertItems([1], await ReadMany(channel, 1));

        AssertItems(waits.Select(static _ => true), await Task.WhenAll(waits).WithTimeout());
        await AssertLeft(channel, Enumerable.Range(2, Subject.Capacity - 1));
    }

    /// <summary>A place that a write takes is none for who came after it.</summary>
    [TestMethod]
    public async Task WaitToWriteAsync_BehindAWrite_WaitsForAPlaceThatIsLeft()
    {
        Channel<int> channel = NewFullChannel();
        Task write = channel.Writer.WriteAsync(Subject.Capacity + 1).AsTask();
        Task<bool> wait = channel.Writer.WaitToWriteAsync().AsTask();

        AssertItems([1], await ReadMany(channel, 1));
        await write.WithTimeout();
        Assert.IsFalse(wait.IsCompleted);
        AssertItems([2], await ReadMany(channel, 1));

        Assert.IsTrue(await wait.WithTimeout());
        await AssertLeft(channel, Enumerable.Range(3, Subject.Capacity - 1));
    }

    /// <summary>Who waits for room keeps no write behind it out.</summary>
    [TestMethod]
    public async Task WriteAsync_BehindAWaitForRoom_IsLetIn()
    {
        Channel<int> channel = NewFullChannel();
        Task<bool> wait = channel.Writer.WaitToWriteAsync().AsTask();
        Task write = channel.Writer.WriteAsync(Subject.Capacity + 1).AsTask();

        AssertItems([1], await ReadMany(channel, 1));
        await write.WithTimeout();
        AssertItems([2], await ReadMany(channel, 1));

        Assert.IsTrue(await wait.WithTimeout());
        await AssertLeft(channel, Enumerable.Range(3, Subject.Capacity - 1));
    }

    /// <summary>The place that comes free is for the write that waits, not for one that comes later.</summary>
    [TestMethod]
    public async Task TryWrite_WritesWait_DoesNotOvertake()
    {
        Channel<int> channel = NewFullChannel();
        int next = Subject.Capacity + 1;
        for (int turn = 1; turn <= 50; turn++)
        {
            Task write = channel.Writer.WriteAsync(next++).AsTask();
            Assert.IsFalse(channel.Writer.TryWrite(-1));

            AssertItems([turn], await ReadMany(channel, 1));

            Assert.IsFalse(channel.Writer.TryWrite(-2));
            await write.WithTimeout();
        }

        await AssertLeft(channel, Enumerable.Range(51, Subject.Capacity));
    }

    /// <summary>A wait after the other, each ended by a read.</summary>
    [TestMethod]
    public async Task WriteAsync_ManyWaitsInARow_AreLetIn()
    {
        Channel<int> channel = NewFullChannel();
        for (int turn = 1; turn <= 50; turn++)
        {
            ValueTask write = channel.Writer.WriteAsync(Subject.Capacity + turn);
            Assert.IsFalse(write.IsCompleted);
            AssertItems([turn], await ReadMany(channel, 1));
            await write.AsTask().WithTimeout();
        }

        await AssertLeft(channel, Enumerable.Range(51, Subject.Capacity));
    }

    /// <summary>The same for waits that write nothing.</summary>
    [TestMethod]
    public async Task WaitToWriteAsync_ManyWaitsInARow_FindRoom()
    {
        Channel<int> channel = NewFullChannel();
        for (int turn = 1; turn <= 50; turn++)
        {
            ValueTask<bool> wait = channel.Writer.WaitToWriteAsync();
            Assert.IsFalse(wait.IsCompleted);
            AssertItems([turn], await ReadMany(channel, 1));
            Assert.IsTrue(await wait.AsTask().WithTimeout());
            Assert.IsTrue(channel.Writer.TryWrite(Subject.Capacity + turn));
        }

        await AssertLeft(channel, Enumerable.Range(51, Subject.Capacity));
    }
}
