using System.Threading.Channels;
using OrderedBlocks.Tests.Conformance.Channels.Subjects;

namespace OrderedBlocks.Tests.Conformance.Channels;

/// <summary>What can be done at once, and seen, in each state: TryWrite, TryRead, TryPeek, Count.</summary>
[TestClass]
public abstract class ChannelStateConformance<TSubject> : ChannelConformance<TSubject>
    where TSubject : ChannelSubject, new()
{
    /// <summary>Nothing can be read.</summary>
    [TestMethod]
    public void Empty_NothingIsRead()
    {
        Channel<int> channel = NewChannel();

        AssertEmpty(channel);
        Assert.AreEqual(TaskStatus.WaitingForActivation, channel.Reader.Completion.Status);
        Assert.IsFalse(channel.Reader.Completion.IsCompleted);
    }

    /// <summary>The reader counts and peeks, and says so.</summary>
    [TestMethod]
    public void Reader_CanCountAndPeek()
    {
        Channel<int> channel = NewChannel();

        Assert.IsTrue(channel.Reader.CanCount);
        Assert.IsTrue(channel.Reader.CanPeek);
    }

    /// <summary>The two halves and the task of the end are the same each time; a channel converts to its halves.</summary>
    [TestMethod]
    public async Task Halves_AreTheSameEachTime()
    {
        Channel<int> channel = NewChannel();
        ChannelReader<int> reader = channel;
        ChannelWriter<int> writer = channel;
        Task completion = reader.Completion;

        Assert.AreSame(reader, channel.Reader);
        Assert.AreSame(writer, channel.Writer);
        await AssertLeft(channel);
        Assert.AreSame(completion, channel.Reader.Completion);
    }

    /// <summary>Each item that goes in is counted, up to the capacity, and each that is taken is not.</summary>
    [TestMethod]
    public async Task Count_GoesUpAndDown()
    {
        Channel<int> channel = NewChannel(room: 3);
        int capacity = Math.Max(Subject.Capacity, 3);
        for (int turn = 0; turn < 3; turn++)
        {
            for (int i = 0; i < capacity; i++)
            {
                WaitForItems(channel, i);
                Assert.IsTrue(channel.Writer.TryWrite(i));
            }

            WaitForItems(channel, capacity);
            Assert.IsFalse(channel.Writer.TryWrite(-1));
            for (int i = 0; i < capacity; i++)
            {
                Assert.AreEqual(capacity - i, channel.Reader.Count);
                Assert.IsTrue(channel.Reader.TryRead(out int item));
                Assert.AreEqual(i, item);
            }

            Assert.AreEqual(0, channel.Reader.Count);
            await WaitForRoomForAll(channel, capacity);
        }
    }

    /// <summary>TryPeek shows the head again and again, and takes nothing.</summary>
    [TestMethod]
    public void TryPeek_SomeItems_ShowsTheHeadAndTakesNothing()
    {
        Channel<int> channel = NewChannelWith(7, 8);

        foreach (int expected in (int[])[7, 8])
        {
            for (int look = 0; look < 2; look++)
            {
                Assert.IsTrue(channel.Reader.TryPeek(out int seen));
                Assert.AreEqual(expected, seen);
            }

            Assert.IsTrue(channel.Reader.TryRead(out int read));
            Assert.AreEqual(expected, read);
        }

        AssertEmpty(channel);
    }

    /// <summary>A full channel takes nothing, and nothing in it changes.</summary>
    [TestMethod]
    public async Task TryWrite_Full_IsRefused()
    {
        Channel<int> channel = NewFullChannel();

        Assert.IsFalse(channel.Writer.TryWrite(-1));
        Assert.IsFalse(channel.Writer.TryWrite(-2));

        Assert.AreEqual(Subject.Capacity, channel.Reader.Count);
        await AssertLeft(channel, Enumerable.Range(1, Subject.Capacity));
    }

    /// <summary>The place of an item that was read is for the next one.</summary>
    [TestMethod]
    public async Task TryWrite_FullThenRead_IsTaken()
    {
        Channel<int> channel = NewFullChannel();

        Assert.IsTrue(channel.Reader.TryRead(out int first));
        Assert.AreEqual(1, first);
        await WaitForRoom(channel);
        Assert.IsTrue(channel.Writer.TryWrite(-1));
        Assert.IsFalse(channel.Writer.TryWrite(-2));

        await AssertLeft(channel, [.. Enumerable.Range(2, Subject.Capacity - 1), -1]);
    }

    /// <summary>One in, one out, many times round the buffer.</summary>
    [TestMethod]
    public async Task TryWrite_TryRead_InTurns()
    {
        Channel<int> channel = NewChannel();
        for (int i = 1; i <= 200; i++)
        {
            await WaitForRoom(channel);
            Assert.IsTrue(channel.Writer.TryWrite(i));
            WaitForItems(channel, 1);
            Assert.IsTrue(channel.Reader.TryRead(out int item));
            Assert.AreEqual(i, item);
        }

        AssertEmpty(channel);
    }

    /// <summary>A closed channel takes nothing, and has nothing.</summary>
    [TestMethod]
    [DataRow(ChannelEnd.Success)]
    [DataRow(ChannelEnd.Error)]
    [DataRow(ChannelEnd.Cancellation)]
    public async Task Closed_NothingLeft_NothingIsWrittenOrRead(ChannelEnd end)
    {
        var closed = new ClosedChannel(end);
        Channel<int> channel = NewChannel();

        closed.Close(channel.Writer);

        Assert.IsFalse(channel.Writer.TryWrite(1));
        AssertEmpty(channel);
        await WaitForEnd(channel, closed);
        Assert.IsFalse(channel.Writer.TryWrite(2));
        AssertEmpty(channel);
    }

    /// <summary>A closed channel takes nothing more, and all that is in it can be seen, counted and read.</summary>
    [TestMethod]
    [DataRow(ChannelEnd.Success)]
    [DataRow(ChannelEnd.Error)]
    [DataRow(ChannelEnd.Cancellation)]
    public async Task Closed_ItemsLeft_AreRead(ChannelEnd end)
    {
        var closed = new ClosedChannel(end);
        Channel<int> channel = NewFullChannel();

        closed.Close(channel.Writer);

        for (int expected = 1; expected <= Subject.Capacity; expected++)
        {
            Assert.IsFalse(channel.Writer.TryWrite(-1));
            Assert.IsFalse(channel.Reader.Completion.IsCompleted);
            Assert.AreEqual(Subject.Capacity - expected + 1, channel.Reader.Count);
            Assert.IsTrue(channel.Reader.TryPeek(out int seen));
            Assert.AreEqual(expected, seen);
            Assert.IsTrue(channel.Reader.TryRead(out int read));
            Assert.AreEqual(expected, read);
        }

        AssertEmpty(channel);
        await WaitForEnd(channel, closed);
        Assert.IsFalse(channel.Writer.TryWrite(-2));
        AssertEmpty(channel);
    }

    private static void AssertEmpty(Channel<int> channel)
    {
        Assert.IsFalse(channel.Reader.TryRead(out int read));
        Assert.AreEqual(0, read);
        Assert.IsFalse(channel.Reader.TryPeek(out int seen));
        Assert.AreEqual(0, seen);
        Assert.AreEqual(0, channel.Reader.Count);
    }

    /// <summary>All places are free: seen by filling them and taking everything out again, as often as it takes.</summary>
    private async Task WaitForRoomForAll(Channel<int> channel, int capacity)
    {
        // each write waits for its own place, so that the last of them has seen all of them free
        for (int i = 0; i < capacity; i++)
        {
            await WaitForRoom(channel);
            Assert.IsTrue(channel.Writer.TryWrite(i));
        }

        AssertItems(Enumerable.Range(0, capacity), await ReadMany(channel, capacity));
        await WaitForRoom(channel);
    }
}
