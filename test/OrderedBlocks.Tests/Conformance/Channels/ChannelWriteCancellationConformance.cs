using System.Threading.Channels;
using OrderedBlocks.Tests.Conformance.Channels.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance.Channels;

/// <summary>Tokens of writers: fired before, while they wait, and after. What a canceled write had is never written.</summary>
[TestClass]
public abstract class ChannelWriteCancellationConformance<TSubject> : ChannelConformance<TSubject>
    where TSubject : ChannelSubject, new()
{
    /// <summary>A token that has fired comes before everything, room and the end too.</summary>
    [TestMethod]
    public async Task FiredBefore_IsCanceledAtOnce()
    {
        var fired = new CancellationToken(canceled: true);
        Channel<int> channel = NewChannel();
        await AssertWritesAreCanceled();
        WriteAll(channel, Enumerable.Range(1, Subject.Capacity));
        await AssertWritesAreCanceled();
        await AssertLeft(channel, Enumerable.Range(1, Subject.Capacity));
        await AssertWritesAreCanceled();

        async Task AssertWritesAreCanceled()
        {
            ValueTask write = channel.Writer.WriteAsync(-1, fired);
            Assert.IsTrue(write.IsCanceled);
            await AssertCanceled(write.AsTask(), fired);
            ValueTask<bool> wait = channel.Writer.WaitToWriteAsync(fired);
            Assert.IsTrue(wait.IsCanceled);
            await AssertCanceled(wait.AsTask(), fired);
        }
    }

    /// <summary>A canceled write is over; the place is for the next.</summary>
    [TestMethod]
    public async Task WriteAsync_FiredWhileWaiting_IsNeverWritten()
    {
        Channel<int> channel = NewFullChannel();
        for (int turn = 1; turn <= 20; turn++)
        {
            using var cancellation = new CancellationTokenSource();
            Task write = channel.Writer.WriteAsync(-turn, cancellation.Token).AsTask();
            Assert.IsFalse(write.IsCompleted);

            await cancellation.CancelAsync();

            await AssertCanceled(write, cancellation.Token);
            Task next = channel.Writer.WriteAsync(Subject.Capacity + turn).AsTask();
            Assert.IsFalse(next.IsCompleted);
            AssertItems([turn], await ReadMany(channel, 1));
            await next.WithTimeout();
        }

        await AssertLeft(channel, Enumerable.Range(21, Subject.Capacity));
    }

    /// <summary>A canceled wait for room is over; a new one works.</summary>
    [TestMethod]
    public async Task WaitToWriteAsync_FiredWhileWaiting_IsCanceled()
    {
        Channel<int> channel = NewFullChannel();
        for (int turn = 1; turn <= 20; turn++)
        {
            using var cancellation = new CancellationTokenSource();
            Task<bool> wait = channel.Writer.WaitToWriteAsync(cancellation.Token).AsTask();
            Assert.IsFalse(wait.IsCompleted);

            await cancellation.CancelAsync();

            await AssertCanceled(wait, cancellation.Token);
            Task<bool> next = channel.Writer.WaitToWriteAsync().AsTask();
            Assert.IsFalse(next.IsCompleted);
            AssertItems([turn], await ReadMany(channel, 1));
            Assert.IsTrue(await next.WithTimeout());
            Assert.IsTrue(channel.Writer.TryWrite(Subject.Capacity + turn));
        }

        await AssertLeft(channel, Enumerable.Range(21, Subject.Capacity));
    }

    /// <summary>One of several writes that wait is canceled: the others keep their order, and need no more room for it.</summary>
    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    public async Task WriteAsync_OneOfSeveralIsCanceled_TheOthersAreLetInInOrder(int which)
    {
        CancellationTokenSource[] cancellations = [new(), new(), new()];
        Channel<int> channel = NewFullChannel();
        Task[] writes =
        [
            .. cancellations.Select((one, i) => channel.Writer.WriteAsync(i == which ? -1 : 100 + i, one.Token).AsTask()),
        ];

        await cancellations[which].CancelAsync();

        await AssertCanceled(writes[which], cancellations[which].Token);
        int[] others = [.. Enumerable.Range(0, 3).Where(i => i != which)];
        Assert.IsTrue(others.All(i => !writes[i].IsCompleted));
        AssertItems([1], await ReadMany(channel, 1));
        await writes[others[0]].WithTimeout();
        Assert.IsFalse(writes[others[1]].IsCompleted);
        int[] expected = [.. Enumerable.Range(2, Subject.Capacity - 1), .. others.Select(static i => 100 + i)];
        AssertItems(expected.Take(1), await ReadMany(channel, 1));
        await writes[others[1]].WithTimeout();
        await AssertLeft(channel, expected.Skip(1));
    }

    /// <summary>One of several that wait for room is canceled: the others are told.</summary>
    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    public async Task WaitToWriteAsync_OneOfSeveralIsCanceled_TheOthersAreTold(int which)
    {
        CancellationTokenSource[] cancellations = [new(), new(), new()];
        Channel<int> channel = NewFullChannel();
        Task<bool>[] waits = [.. cancellations.Select(one => channel.Writer.WaitToWriteAsync(one.Token).AsTask())];

        await cancellations[which].CancelAsync();

        await AssertCanceled(waits[which], cancellations[which].Token);
        Task<bool>[] others = [.. waits.Where((_, i) => i != which)];
        Assert.IsTrue(others.All(static wait => !wait.IsCompleted));
        AssertItems([1], await ReadMany(channel, 1));
        AssertItems([true, true], await Task.WhenAll(others).WithTimeout());
        await AssertLeft(channel, Enumerable.Range(2, Subject.Capacity - 1));
    }

    /// <summary>A token of several operations ends them all.</summary>
    [TestMethod]
    public async Task OneTokenForSeveral_EndsThemAll()
    {
        using var cancellation = new CancellationTokenSource();
        Channel<int> channel = NewFullChannel();
        Task[] operations =
        [
            .. Enumerable.Range(0, 5).Select(i => channel.Writer.WriteAsync(-i, cancellation.Token).AsTask()),
            .. Enumerable.Range(0, 5).Select(_ => channel.Writer.WaitToWriteAsync(cancellation.Token).AsTask()),
        ];

        await cancellation.CancelAsync();

        foreach (Task operation in operations)
        {
            await AssertCanceled(operation, cancellation.Token);
        }

        await AssertLeft(channel, Enumerable.Range(1, Subject.Capacity));
    }

    /// <summary>A token that fires when all is over changes nothing: for what follows neither.</summary>
    [TestMethod]
    public async Task FiredAfterwards_ChangesNothing()
    {
        using var cancellation = new CancellationTokenSource();
        Channel<int> channel = NewFullChannel();
        Task write = channel.Writer.WriteAsync(Subject.Capacity + 1, cancellation.Token).AsTask();
        AssertItems([1], await ReadMany(channel, 1));
        await write.WithTimeout();
        Task next = channel.Writer.WriteAsync(Subject.Capacity + 2).AsTask();

        await cancellation.CancelAsync();

        Assert.IsTrue(write.IsCompletedSuccessfully);
        Assert.IsFalse(next.IsCompleted);
        AssertItems([2], await ReadMany(channel, 1));
        await next.WithTimeout();
        await AssertLeft(channel, Enumerable.Range(3, Subject.Capacity));
    }

    /// <summary>What was canceled before the channel closes stays canceled; the others learn of the end.</summary>
    [TestMethod]
    [DataRow(ChannelEnd.Success)]
    [DataRow(ChannelEnd.Error)]
    public async Task CanceledThenClosed_EachGetsItsOwn(ChannelEnd end)
    {
        var closed = new ClosedChannel(end);
        using var cancellation = new CancellationTokenSource();
        Channel<int> channel = NewFullChannel();
        Task canceled = channel.Writer.WriteAsync(-1, cancellation.Token).AsTask();
        Task<bool> canceledWait = channel.Writer.WaitToWriteAsync(cancellation.Token).AsTask();
        Task other = channel.Writer.WriteAsync(-2).AsTask();
        Task<bool> otherWait = channel.Writer.WaitToWriteAsync().AsTask();

        await cancellation.CancelAsync();
        closed.Close(channel.Writer);

        await AssertCanceled(canceled, cancellation.Token);
        await AssertCanceled(canceledWait, cancellation.Token);
        await closed.AssertRefused(other);
        await closed.AssertToldNo(otherWait);
        AssertItems(Enumerable.Range(1, Subject.Capacity), await ReadMany(channel, Subject.Capacity));
        await WaitForEnd(channel, closed);
    }
}
