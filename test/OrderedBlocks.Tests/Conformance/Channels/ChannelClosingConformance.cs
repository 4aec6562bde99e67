using System.Threading.Channels;
using OrderedBlocks.Tests.Conformance.Channels.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance.Channels;

/// <summary>Closing: what those who wait get, what is still read, and what comes after the end.</summary>
[TestClass]
public abstract class ChannelClosingConformance<TSubject> : ChannelConformance<TSubject>
    where TSubject : ChannelSubject, new()
{
    /// <summary>An empty channel ends with its closing, and everyone who comes later is told at once.</summary>
    [TestMethod]
    [DataRow(ChannelEnd.Success)]
    [DataRow(ChannelEnd.Error)]
    [DataRow(ChannelEnd.Cancellation)]
    public async Task Closed_Empty_EndsAndTellsAllWhoCome(ChannelEnd end)
    {
        var closed = new ClosedChannel(end);
        Channel<int> channel = NewChannel();

        closed.Close(channel.Writer);

        await WaitForEnd(channel, closed);
        await AssertAllAreTurnedAway(channel, closed);
    }

    /// <summary>The same when there have been items, and all were read before.</summary>
    [TestMethod]
    [DataRow(ChannelEnd.Success)]
    [DataRow(ChannelEnd.Error)]
    [DataRow(ChannelEnd.Cancellation)]
    public async Task Closed_EmptyAgain_EndsAndTellsAllWhoCome(ChannelEnd end)
    {
        var closed = new ClosedChannel(end);
        Channel<int> channel = NewChannelWith(1, 2);
        AssertItems([1, 2], await ReadMany(channel, 2));

        closed.Close(channel.Writer);

        await WaitForEnd(channel, closed);
        await AssertAllAreTurnedAway(channel, closed);
    }

    /// <summary>Readers that wait are told.</summary>
    [TestMethod]
    [DataRow(ChannelEnd.Success)]
    [DataRow(ChannelEnd.Error)]
    [DataRow(ChannelEnd.Cancellation)]
    public async Task Closed_ReadersWait_AllAreTold(ChannelEnd end)
    {
        var closed = new ClosedChannel(end);
        using var unused = new CancellationTokenSource();
        Channel<int> channel = NewChannel();
        Task<int>[] reads = [Read(default), Read(unused.Token), Read(default)];
        Task<bool>[] waits = [Ask(default), Ask(unused.Token), Ask(default)];

        closed.Close(channel.Writer);

        foreach (Task<int> read in reads)
        {
            await closed.AssertRefused(read);
        }

        foreach (Task<bool> wait in waits)
        {
            await closed.AssertToldNo(wait);
        }

        await closed.AssertEnded(channel.Reader.Completion);

        Task<int> Read(CancellationToken token) => channel.Reader.ReadAsync(token).AsTask();
        Task<bool> Ask(CancellationToken token) => channel.Reader.WaitToReadAsync(token).AsTask();
    }

    /// <summary>Writers that wait are told, and what they have is never written; what was there is still read.</summary>
    [TestMethod]
    [DataRow(ChannelEnd.Success)]
    [DataRow(ChannelEnd.Error)]
    [DataRow(ChannelEnd.Cancellation)]
    public async Task Closed_WritersWait_AllAreToldAndWriteNothing(ChannelEnd end)
    {
        var closed = new ClosedChannel(end);
        using var unused = new CancellationTokenSource();
        Channel<int> channel = NewFullChannel();
        Task[] writes = [Write(-1, default), Write(-2, unused.Token), Write(-3, default)];
        Task<bool>[] waits = [Ask(default), Ask(unused.Token), Ask(default)];

        closed.Close(channel.Writer);

        foreach (Task write in writes)
        {
            await closed.AssertRefused(write);
        }

        foreach (Task<bool> wait in waits)
        {
            await closed.AssertToldNo(wait);
        }

        Assert.IsFalse(channel.Reader.Completion.IsCompleted);
        AssertItems(Enumerable.Range(1, Subject.Capacity), await ReadMany(channel, Subject.Capacity));
        await WaitForEnd(channel, closed);

        Task Write(int item, CancellationToken token) => channel.Writer.WriteAsync(item, token).AsTask();
        Task<bool> Ask(CancellationToken token) => channel.Writer.WaitToWriteAsync(token).AsTask();
    }

    /// <summary>All that was written before is read, then comes the end; writers are turned away all the time.</summary>
    [TestMethod]
    [DataRow(ChannelEnd.Success)]
    [DataRow(ChannelEnd.Error)]
    [DataRow(ChannelEnd.Cancellation)]
    public async Task Closed_ItemsLeft_AreReadBeforeTheEnd(ChannelEnd end)
    {
        var closed = new ClosedChannel(end);
        Channel<int> channel = NewChannel();
        foreach (int item in Enumerable.Range(1, Subject.Capacity))
        {
            Assert.IsTrue(channel.Writer.TryWrite(item));
        }

        // a block may still be at work on all of them
        closed.Close(channel.Writer);

        for (int expected = 1; expected <= Subject.Capacity; expected++)
        {
            await closed.AssertRefused(channel.Writer.WriteAsync(-1).AsTask());
            await closed.AssertToldNo(channel.Writer.WaitToWriteAsync().AsTask());
            Assert.IsTrue(await channel.Reader.WaitToReadAsync().AsTask().WithTimeout());
            Assert.IsFalse(channel.Reader.Completion.IsCompleted);
            AssertItems([expected], await ReadMany(channel, 1));
        }

        await WaitForEnd(channel, closed);
        await AssertAllAreTurnedAway(channel, closed);
    }

    /// <summary>A read that waited before gets the item, those behind it the end.</summary>
    [TestMethod]
    [DataRow(ChannelEnd.Success)]
    [DataRow(ChannelEnd.Error)]
    [DataRow(ChannelEnd.Cancellation)]
    public async Task Closed_WrittenRightBefore_TheFirstReadGetsTheItem(ChannelEnd end)
    {
        var closed = new ClosedChannel(end);
        Channel<int> channel = NewChannel();
        Task<int> first = channel.Reader.ReadAsync().AsTask();
        Task<int> second = channel.Reader.ReadAsync().AsTask();

        Assert.IsTrue(channel.Writer.TryWrite(1));
        closed.Close(channel.Writer);

        Assert.AreEqual(1, await first.WithTimeout());
        await closed.AssertRefused(second);
        await closed.AssertEnded(channel.Reader.Completion);
    }

    /// <summary>Only the first call closes, and only its reason counts.</summary>
    [TestMethod]
    [DataRow(ChannelEnd.Success)]
    [DataRow(ChannelEnd.Error)]
    [DataRow(ChannelEnd.Cancellation)]
    public async Task TryComplete_Twice_TheFirstCounts(ChannelEnd end)
    {
        var closed = new ClosedChannel(end);
        Channel<int> channel = NewChannelWith(1);

        closed.Close(channel.Writer);

        Assert.IsFalse(channel.Writer.TryComplete());
        Assert.IsFalse(channel.Writer.TryComplete(new ArgumentException("Too late.")));
        AssertItems([1], await ReadMany(channel, 1));
        await WaitForEnd(channel, closed);
        Assert.IsFalse(channel.Writer.TryComplete());
        Assert.IsFalse(channel.Writer.TryComplete(new ArgumentException("Too late.")));
        await AssertAllAreTurnedAway(channel, closed);
    }

    /// <summary>Complete throws where TryComplete says no: with items left and after the end.</summary>
    [TestMethod]
    [DataRow(ChannelEnd.Success)]
    [DataRow(ChannelEnd.Error)]
    [DataRow(ChannelEnd.Cancellation)]
    public async Task Complete_ClosedBefore_Throws(ChannelEnd end)
    {
        var closed = new ClosedChannel(end);
        Channel<int> channel = NewChannelWith(1);
        channel.Writer.Complete(closed.Reason);

        Assert.ThrowsExactly<ChannelClosedException>(() => channel.Writer.Complete());
        Assert.ThrowsExactly<ChannelClosedException>(() => channel.Writer.Complete(new ArgumentException("Too late.")));

        AssertItems([1], await ReadMany(channel, 1));
        await WaitForEnd(channel, closed);
        Assert.ThrowsExactly<ChannelClosedException>(() => channel.Writer.Complete());
    }

    /// <summary>The task of the end, awaited, throws the very exception.</summary>
    [TestMethod]
    public async Task Completion_Error_IsTheVeryException()
    {
        var reason = new InvalidOperationException("Enough.");
        Channel<int> channel = NewChannel();

        channel.Writer.Complete(reason);

        Assert.AreSame(
            reason, await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => channel.Reader.Completion.WithTimeout()));
    }

    /// <summary>An exception of several is an exception.</summary>
    [TestMethod]
    public async Task Completion_AnAggregate_IsNotTakenApart()
    {
        var reason = new AggregateException(new InvalidOperationException("One."), new InvalidOperationException("Two."));
        Channel<int> channel = NewChannel();

        channel.Writer.Complete(reason);

        await channel.Reader.Completion.ToEnd();
        AssertItems([reason], channel.Reader.Completion.Exception!.InnerExceptions);
        ChannelClosedException error =
            await Assert.ThrowsExactlyAsync<ChannelClosedException>(() => channel.Reader.ReadAsync().AsTask().WithTimeout());
        Assert.AreSame(reason, error.InnerException);
    }

    /// <summary>A canceled end names the token, if the exception does.</summary>
    [TestMethod]
    public async Task Completion_Cancellation_NamesTheToken()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        Channel<int> channel = NewChannel();

        channel.Writer.Complete(new OperationCanceledException(cancellation.Token));

        await AssertCanceled(channel.Reader.Completion, cancellation.Token);
    }

    private static async Task AssertAllAreTurnedAway(Channel<int> channel, ClosedChannel closed)
    {
        Assert.IsFalse(channel.Writer.TryWrite(-1));
        Assert.IsFalse(channel.Reader.TryRead(out _));
        Assert.IsFalse(channel.Reader.TryPeek(out _));
        Task<int> read = channel.Reader.ReadAsync().AsTask();
        Task<bool> waitToRead = channel.Reader.WaitToReadAsync().AsTask();
        Task write = channel.Writer.WriteAsync(-1).AsTask();
        Task<bool> waitToWrite = channel.Writer.WaitToWriteAsync().AsTask();

        // the channel has ended: nothing is left to wait for
        Assert.IsTrue(((Task[])[read, waitToRead, write, waitToWrite]).All(static operation => operation.IsCompleted));
        await closed.AssertRefused(read);
        await closed.AssertToldNo(waitToRead);
        await closed.AssertRefused(write);
        await closed.AssertToldNo(waitToWrite);
    }
}
