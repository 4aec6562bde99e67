using System.Threading.Channels;
using OrderedBlocks.Tests.Conformance.Channels.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance.Channels;

/// <summary>Readers that find an item, and readers that wait for one: ReadAsync, WaitToReadAsync.</summary>
[TestClass]
public abstract class ChannelReadConformance<TSubject> : ChannelConformance<TSubject>
    where TSubject : ChannelSubject, new()
{
    /// <summary>What is there is read without a wait.</summary>
    [TestMethod]
    public async Task ReadAsync_ItemsThere_EndsAtOnce()
    {
        Channel<int> channel = NewChannelWith(1, 2);

        for (int expected = 1; expected <= 2; expected++)
        {
            ValueTask<int> read = channel.Reader.ReadAsync();
            Assert.IsTrue(read.IsCompletedSuccessfully);
            Assert.AreEqual(expected, await read);
        }

        Assert.AreEqual(0, channel.Reader.Count);
    }

    /// <summary>Where an item is, nobody waits, and nothing is taken.</summary>
    [TestMethod]
    public async Task WaitToReadAsync_ItemThere_IsTrueAtOnceAndTakesNothing()
    {
        Channel<int> channel = NewChannelWith(1);

        for (int look = 0; look < 2; look++)
        {
            ValueTask<bool> wait = channel.Reader.WaitToReadAsync();
            Assert.IsTrue(wait.IsCompletedSuccessfully);
            Assert.IsTrue(await wait);
        }

        await AssertLeft(channel, 1);
    }

    /// <summary>A read waits for the item, by whichever call it comes.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task ReadAsync_Empty_EndsWithTheItemThatComes(bool isWrittenAsync)
    {
        Channel<int> channel = NewChannel();
        Task<int> read = channel.Reader.ReadAsync().AsTask();
        Assert.IsFalse(read.IsCompleted);

        await Write(channel, 7, isWrittenAsync);

        Assert.AreEqual(7, await read.WithTimeout());
        Assert.AreEqual(0, channel.Reader.Count);
        Assert.IsFalse(channel.Reader.TryRead(out _));
    }

    /// <summary>Who waits for an item is told that it is there, and then finds it.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task WaitToReadAsync_Empty_IsTrueWhenAnItemComes(bool isWrittenAsync)
    {
        Channel<int> channel = NewChannel();
        Task<bool> wait = channel.Reader.WaitToReadAsync().AsTask();
        Assert.IsFalse(wait.IsCompleted);

        await Write(channel, 7, isWrittenAsync);

        Assert.IsTrue(await wait.WithTimeout());
        Assert.IsTrue(channel.Reader.TryRead(out int item));
        Assert.AreEqual(7, item);
    }

    /// <summary>Reads that wait are served in the order in which they came, also if they are more than there are places.</summary>
    [TestMethod]
    public async Task ReadAsync_SeveralWait_AreServedInOrder()
    {
        Channel<int> channel = NewChannel();
        int count = Subject.Capacity + 3;
        Task<int>[] reads = [.. Enumerable.Range(0, count).Select(_ => channel.Reader.ReadAsync().AsTask())];

        for (int item = 1; item <= count; item++)
        {
            await channel.Writer.WriteAsync(item).AsTask().WithTimeout();
        }

        AssertItems(Enumerable.Range(1, count), await Task.WhenAll(reads).WithTimeout());
        await AssertLeft(channel);
    }

    /// <summary>An item is for the first of the reads that wait; the others go on waiting.</summary>
    [TestMethod]
    public async Task ReadAsync_SeveralWait_OneItemEndsOne()
    {
        Channel<int> channel = NewChannel();
        Task<int>[] reads = [.. Enumerable.Range(0, 3).Select(_ => channel.Reader.ReadAsync().AsTask())];

        for (int i = 0; i < reads.Length; i++)
        {
            await WaitForRoom(channel);
            Assert.IsTrue(channel.Writer.TryWrite(i));
            Assert.AreEqual(i, await reads[i].WithTimeout());
            Assert.IsTrue(reads.Skip(i + 1).All(static read => !read.IsCompleted));
        }

        await AssertLeft(channel);
    }

    /// <summary>One item is news for all who wait for one.</summary>
    [TestMethod]
    public async Task WaitToReadAsync_SeveralWait_AllAreTold()
    {
        Channel<int> channel = NewChannel();
        Task<bool>[] waits = [.. Enumerable.Range(0, 5).Select(_ => channel.Reader.WaitToReadAsync().AsTask())];
        Assert.IsTrue(waits.All(static wait => !wait.IsCompleted));

        Assert.IsTrue(channel.Writer.TryWrite(1));

        AssertItems(waits.Select(static _ => true), await Task.WhenAll(waits).WithTimeout());
        await AssertLeft(channel, 1);
    }

    /// <summary>An item that a read takes may or may not be news for those who wait; one that nobody takes is.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task WaitToReadAsync_BesidesARead_IsTrueWhenAnItemIsLeft(bool readComesFirst)
    {
        Channel<int> channel = NewChannel();
        Task<int>? read = readComesFirst ? channel.Reader.ReadAsync().AsTask() : null;
        Task<bool> wait = channel.Reader.WaitToReadAsync().AsTask();
        read ??= channel.Reader.ReadAsync().AsTask();

        await channel.Writer.WriteAsync(1).AsTask().WithTimeout();
        Assert.AreEqual(1, await read.WithTimeout());
        await channel.Writer.WriteAsync(2).AsTask().WithTimeout();

        Assert.IsTrue(await wait.WithTimeout());
        await AssertLeft(channel, 2);
    }

    /// <summary>A wait after the other, each ended by an item.</summary>
    [TestMethod]
    public async Task ReadAsync_ManyWaitsInARow_GetTheirItems()
    {
        Channel<int> channel = NewChannel();
        for (int item = 1; item <= 50; item++)
        {
            ValueTask<int> read = channel.Reader.ReadAsync();
            Assert.IsFalse(read.IsCompleted);
            await channel.Writer.WriteAsync(item).AsTask().WithTimeout();
            Assert.AreEqual(item, await read.AsTask().WithTimeout());
        }

        await AssertLeft(channel);
    }

    /// <summary>The same for waits that take nothing.</summary>
    [TestMethod]
    public async Task WaitToReadAsync_ManyWaitsInARow_FindTheirItems()
    {
        Channel<int> channel = NewChannel();
        for (int expected = 1; expected <= 50; expected++)
        {
            ValueTask<bool> wait = channel.Reader.WaitToReadAsync();
            Assert.IsFalse(wait.IsCompleted);
            await channel.Writer.WriteAsync(expected).AsTask().WithTimeout();
            Assert.IsTrue(await wait.AsTask().WithTimeout());
            Assert.IsTrue(channel.Reader.TryRead(out int item));
            Assert.AreEqual(expected, item);
        }

        await AssertLeft(channel);
    }

    /// <summary>A reader that comes while others wait takes nothing from them.</summary>
    [TestMethod]
    public async Task TryRead_ReadsWait_TakesNothingFromThem()
    {
        Channel<int> channel = NewChannel();
        for (int item = 1; item <= 50; item++)
        {
            Task<int> read = channel.Reader.ReadAsync().AsTask();
            await WaitForRoom(channel);

            Assert.IsTrue(channel.Writer.TryWrite(item));

            Assert.IsFalse(channel.Reader.TryRead(out _));
            Assert.AreEqual(item, await read.WithTimeout());
        }
    }

    private static async Task Write(Channel<int> channel, int item, bool isAsync)
    {
        if (isAsync)
        {
            ValueTask write = channel.Writer.WriteAsync(item);
            Assert.IsTrue(write.IsCompletedSuccessfully);
            await write;
        }
        else
        {
            Assert.IsTrue(channel.Writer.TryWrite(item));
        }
    }
}
