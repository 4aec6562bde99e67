using System.Threading.Channels;
using OrderedBlocks.Tests.Conformance.Channels.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance.Channels;

/// <summary>Tokens of readers: fired before, while they wait, and after. A canceled read takes nothing.</summary>
[TestClass]
public abstract class ChannelReadCancellationConformance<TSubject> : ChannelConformance<TSubject>
    where TSubject : ChannelSubject, new()
{
    /// <summary>A token that has fired comes before everything, items and the end too.</summary>
    [TestMethod]
    public async Task FiredBefore_IsCanceledAtOnce()
    {
        var fired = new CancellationToken(canceled: true);
        Channel<int> channel = NewChannel();
        await AssertReadsAreCanceled();
        WriteAll(channel, 1);
        await AssertReadsAreCanceled();
        await AssertLeft(channel, 1);
        await AssertReadsAreCanceled();

        async Task AssertReadsAreCanceled()
        {
            ValueTask<int> read = channel.Reader.ReadAsync(fired);
            Assert.IsTrue(read.IsCanceled);
            await AssertCanceled(read.AsTask(), fired);
            ValueTask<bool> wait = channel.Reader.WaitToReadAsync(fired);
            Assert.IsTrue(wait.IsCanceled);
            await AssertCanceled(wait.AsTask(), fired);
        }
    }

    /// <summary>A canceled read is over; the next item is for the next read.</summary>
    [TestMethod]
    public async Task ReadAsync_FiredWhileWaiting_TakesNothing()
    {
        Channel<int> channel = NewChannel();
        for (int turn = 1; turn <= 20; turn++)
        {
            using var cancellation = new CancellationTokenSource();
            Task<int> read = channel.Reader.ReadAsync(cancellation.Token).AsTask();
            Assert.IsFalse(read.IsCompleted);

            await cancellation.CancelAsync();

            await AssertCanceled(read, cancellation.Token);
            await channel.Writer.WriteAsync(turn).AsTask().WithTimeout();
            AssertItems([turn], await ReadMany(channel, 1));
        }

        await AssertLeft(channel);
    }

    /// <summary>A canceled wait for items is over; a new one works.</summary>
    [TestMethod]
    public async Task WaitToReadAsync_FiredWhileWaiting_IsCanceled()
    {
        Channel<int> channel = NewChannel();
        for (int turn = 1; turn <= 20; turn++)
        {
            using var cancellation = new CancellationTokenSource();
            Task<bool> wait = channel.Reader.WaitToReadAsync(cancellation.Token).AsTask();
            Assert.IsFalse(wait.IsCompleted);

            await cancellation.CancelAsync();

            await AssertCanceled(wait, cancellation.Token);
            Task<bool> next = channel.Reader.WaitToReadAsync().AsTask();
            Assert.IsFalse(next.IsCompleted);
            await channel.Writer.WriteAsync(turn).AsTask().WithTimeout();
            Assert.IsTrue(await next.WithTimeout());
            AssertItems([turn], await ReadMany(channel, 1));
        }
    }

    /// <summary>One of several reads that wait is canceled: the others keep their order.</summary>
    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    public async Task ReadAsync_OneOfSeveralIsCanceled_TheOthersAreServedInOrder(int which)
    {
        CancellationTokenSource[] cancellations = [new(), new(), new()];
        Channel<int> channel = NewChannel();
        Task<int>[] reads = [.. cancellations.Select(one => channel.Reader.ReadAsync(one.Token).AsTask())];

        await cancellations[which].CancelAsync();

        await AssertCanceled(reads[which], cancellations[which].Token);
        Task<int>[] others = [.. reads.Where((_, i) => i != which)];
        Assert.IsTrue(others.All(static read => !read.IsCompleted));
        await channel.Writer.WriteAsync(1).AsTask().WithTimeout();
        await channel.Writer.WriteAsync(2).AsTask().WithTimeout();
        AssertItems([1, 2], await Task.WhenAll(others).WithTimeout());
        await AssertLeft(channel);
    }

    /// <summary>One of several that wait for items is canceled: the others are told.</summary>
    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    public async Task WaitToReadAsync_OneOfSeveralIsCanceled_TheOthersAreTold(int which)
    {
        CancellationTokenSource[] cancellations = [new(), new(), new()];
        Channel<int> channel = NewChannel();
        Task<bool>[] waits = [.. cancellations.Select(one => channel.Reader.WaitToReadAsync(one.Token).AsTask())];

        await cancellations[which].CancelAsync();

        await AssertCanceled(waits[which], cancellations[which].Token);
        Task<bool>[] others = [.. waits.Where((_, i) => i != which)];
        Assert.IsTrue(others.All(static wait => !wait.IsCompleted));
        await channel.Writer.WriteAsync(1).AsTask().WithTimeout();
        AssertItems([true, true], await Task.WhenAll(others).WithTimeout());
        await AssertLeft(channel, 1);
    }

    /// <summary>A token of several operations ends them all.</summary>
    [TestMethod]
    public async Task OneTokenForSeveral_EndsThemAll()
    {
        using var cancellation = new CancellationTokenSource();
        Channel<int> channel = NewChannel();
        Task[] operations =
        [
            .. Enumerable.Range(0, 5).Select(_ => channel.Reader.ReadAsync(cancellation.Token).AsTask()),
            .. Enumerable.Range(0, 5).Select(_ => channel.Reader.WaitToReadAsync(cancellation.Token).AsTask()),
        ];

        await cancellation.CancelAsync();

        foreach (Task operation in operations)
        {
            await AssertCanceled(operation, cancellation.Token);
        }

        WriteAll(channel, 1);
        await AssertLeft(channel, 1);
    }

    /// <summary>A token that fires when all is over changes nothing: for what follows neither.</summary>
    [TestMethod]
    public async Task FiredAfterwards_ChangesNothing()
    {
        using var cancellation = new CancellationTokenSource();
        Channel<int> channel = NewChannel();
        Task<int> read = channel.Reader.ReadAsync(cancellation.Token).AsTask();
        await channel.Writer.WriteAsync(1).AsTask().WithTimeout();
        Assert.AreEqual(1, await read.WithTimeout());
        Task<bool> wait = channel.Reader.WaitToReadAsync(cancellation.Token).AsTask();
        await channel.Writer.WriteAsync(2).AsTask().WithTimeout();
        Assert.IsTrue(await wait.WithTimeout());
        AssertItems([2], await ReadMany(channel, 1));
        Task<int> next = channel.Reader.ReadAsync().AsTask();
        Task<bool> nextWait = channel.Reader.WaitToReadAsync().AsTask();

        await cancellation.CancelAsync();

        Assert.IsTrue(read.IsCompletedSuccessfully);
        Assert.IsTrue(wait.IsCompletedSuccessfully);
        Assert.IsFalse(next.IsCompleted);
        Assert.IsFalse(nextWait.IsCompleted);
        await channel.Writer.WriteAsync(3).AsTask().WithTimeout();
        await channel.Writer.WriteAsync(4).AsTask().WithTimeout();
        Assert.AreEqual(3, await next.WithTimeout());
        Assert.IsTrue(await nextWait.WithTimeout());
        await AssertLeft(channel, 4);
    }

    /// <summary>What was canceled before the channel closes stays canceled; the others learn of the end.</summary>
    [TestMethod]
    [DataRow(ChannelEnd.Success)]
    [DataRow(ChannelEnd.Error)]
    public async Task CanceledThenClosed_EachGetsItsOwn(ChannelEnd end)
    {
        var closed = new ClosedChannel(end);
        using var cancellation = new CancellationTokenSource();
        Channel<int> channel = NewChannel();
        Task<int> canceled = channel.Reader.ReadAsync(cancellation.Token).AsTask();
        Task<bool> canceledWait = channel.Reader.WaitToReadAsync(cancellation.Token).AsTask();
        Task<int> other = channel.Reader.ReadAsync().AsTask();
        Task<bool> otherWait = channel.Reader.WaitToReadAsync().AsTask();

        await cancellation.CancelAsync();
        closed.Close(channel.Writer);

        await AssertCanceled(canceled, cancellation.Token);
        await AssertCanceled(canceledWait, cancellation.Token);
        await closed.AssertRefused(other);
        await closed.AssertToldNo(otherWait);
    }
}
