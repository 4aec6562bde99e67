using System.Threading.Channels;
using OrderedBlocks.Tests.Conformance.Channels.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance.Channels;

/// <summary>ReadAllAsync: the channel as an asynchronous stream.</summary>
[TestClass]
public abstract class ChannelStreamConformance<TSubject> : ChannelConformance<TSubject>
    where TSubject : ChannelSubject, new()
{
    /// <summary>Everything, in order, until the end.</summary>
    [TestMethod]
    public async Task ToTheEnd_YieldsEverythingInOrder()
    {
        Channel<int> channel = NewChannel();
        Task producer = Task.Run(async () =>
        {
            for (int item = 1; item <= 500; item++)
            {
                await channel.Writer.WriteAsync(item).AsTask().WithTimeout();
            }

            channel.Writer.Complete();
        });

        AssertItems(Enumerable.Range(1, 500), await Collect(channel.Reader.ReadAllAsync()).WithTimeout());
        await producer;
        await channel.Reader.Completion.WithTimeout();
    }

    /// <summary>The stream of an ended channel is empty, each time.</summary>
    [TestMethod]
    public async Task Ended_IsEmpty()
    {
        Channel<int> channel = NewChannelWith(1, 2);
        channel.Writer.Complete();
        IAsyncEnumerable<int> all = channel.Reader.ReadAllAsync();

        AssertItems([1, 2], await Collect(all).WithTimeout());
        AssertItems([], await Collect(all).WithTimeout());
        AssertItems([], await Collect(channel.Reader.ReadAllAsync()).WithTimeout());
    }

    /// <summary>An item that is there is yielded at once, one that is not is waited for.</summary>
    [TestMethod]
    public async Task MoveNextAsync_ItemThereOrNot_EndsAtOnceOrWaits()
    {
        Channel<int> channel = NewChannelWith(1);
        await using IAsyncEnumerator<int> items = channel.Reader.ReadAllAsync().GetAsyncEnumerator();

        ValueTask<bool> now = items.MoveNextAsync();
        Assert.IsTrue(now.IsCompletedSuccessfully);
        Assert.IsTrue(await now);
        Assert.AreEqual(1, items.Current);
        Task<bool> later = items.MoveNextAsync().AsTask();
        Assert.IsFalse(later.IsCompleted);
        await channel.Writer.WriteAsync(2).AsTask().WithTimeout();
        Assert.IsTrue(await later.WithTimeout());
        Assert.AreEqual(2, items.Current);
        Task<bool> end = items.MoveNextAsync().AsTask();
        Assert.IsFalse(end.IsCompleted);
        channel.Writer.Complete();

        Assert.IsFalse(await end.WithTimeout());
        Assert.IsFalse(await items.MoveNextAsync().AsTask().WithTimeout());
    }

    /// <summary>The exception comes when all items have come, and it is the very one.</summary>
    [TestMethod]
    [DataRow(ChannelEnd.Error, false)]
    [DataRow(ChannelEnd.Error, true)]
    [DataRow(ChannelEnd.Cancellation, false)]
    [DataRow(ChannelEnd.Cancellation, true)]
    public async Task ClosedWithAnException_ItComesLast(ChannelEnd end, bool isWaiting)
    {
        var closed = new ClosedChannel(end);
        Channel<int> channel = NewChannelWith(1, 2);
        await using IAsyncEnumerator<int> items = channel.Reader.ReadAllAsync().GetAsyncEnumerator();
        if (!isWaiting)
        {
            closed.Close(channel.Writer);
        }

        for (int expected = 1; expected <= 2; expected++)
        {
            Assert.IsTrue(await items.MoveNextAsync().AsTask().WithTimeout());
            Assert.AreEqual(expected, items.Current);
        }

        Task<bool> next = items.MoveNextAsync().AsTask();
        if (isWaiting)
        {
            Assert.IsFalse(next.IsCompleted);
            closed.Close(channel.Writer);
        }

        await closed.AssertToldNo(next);
        Assert.IsFalse(await items.MoveNextAsync().AsTask().WithTimeout());
    }

    /// <summary>The token, given in either way or in both, ends a stream that waits, and no item is lost by it.</summary>
    [TestMethod]
    [DataRow(TokenPath.Argument)]
    [DataRow(TokenPath.Enumerator)]
    [DataRow(TokenPath.ArgumentOfBoth)]
    [DataRow(TokenPath.EnumeratorOfBoth)]
    public async Task TokenFires_Waiting_IsCanceledAndLosesNothing(TokenPath path)
    {
        using var cancellation = new CancellationTokenSource();
        using var other = new CancellationTokenSource();
        Channel<int> channel = NewChannelWith(1);
        await using IAsyncEnumerator<int> items = Enumerate(channel.Reader, path, cancellation.Token, other.Token);
        Assert.IsTrue(await items.MoveNextAsync().AsTask().WithTimeout());
        Task<bool> next = items.MoveNextAsync().AsTask();
        Assert.IsFalse(next.IsCompleted);

        await cancellation.CancelAsync();

        OperationCanceledException error = await Assert.ThrowsAsync<OperationCanceledException>(next.WithTimeout);
        if (path is TokenPath.Argument or TokenPath.Enumerator)
        {
            Assert.AreEqual(cancellation.Token, error.CancellationToken);
        }

        Assert.IsFalse(await items.MoveNextAsync().AsTask().WithTimeout());
        WriteAll(channel, 2);
        await AssertLeft(channel, 2);
    }

    /// <summary>A token that has fired takes no item.</summary>
    [TestMethod]
    [DataRow(TokenPath.Argument)]
    [DataRow(TokenPath.Enumerator)]
    [DataRow(TokenPath.ArgumentOfBoth)]
    [DataRow(TokenPath.EnumeratorOfBoth)]
    public async Task TokenFiredBefore_IsCanceledAtOnce(TokenPath path)
    {
        using var other = new CancellationTokenSource();
        Channel<int> channel = NewChannelWith(1);
        await using IAsyncEnumerator<int> items =
            Enumerate(channel.Reader, path, new CancellationToken(canceled: true), other.Token);

        Task<bool> next = items.MoveNextAsync().AsTask();

        Assert.IsTrue(next.IsCompleted);
        await Assert.ThrowsAsync<OperationCanceledException>(() => next);
        await AssertLeft(channel, 1);
    }

    /// <summary>WithCancellation, in the loop that everybody writes.</summary>
    [TestMethod]
    public async Task WithCancellation_FiredInTheLoop_EndsTheLoop()
    {
        using var cancellation = new CancellationTokenSource();
        Channel<int> channel = NewChannelWith(1, 2);
        var seen = new List<int>();

        await Assert.ThrowsAsync<OperationCanceledException>(() => LoopAsync().WithTimeout());

        AssertItems([1, 2], seen);
        WriteAll(channel, 3);
        await AssertLeft(channel, 3);

        async Task LoopAsync()
        {
            await foreach (int item in channel.Reader.ReadAllAsync().WithCancellation(cancellation.Token))
            {
                seen.Add(item);
                if (item == 2)
                {
                    await cancellation.CancelAsync();
                }
            }
        }
    }

    /// <summary>Who leaves the loop leaves the rest for others.</summary>
    [TestMethod]
    public async Task LoopIsLeft_TheRestStays()
    {
        Channel<int> channel = NewChannelWith(1, 2, 3);

        await foreach (int item in channel.Reader.ReadAllAsync())
        {
            if (item == 2)
            {
                break;
            }
        }

        await AssertLeft(channel, 3);
    }

    /// <summary>Two at a time, of one stream or of two, share the items: each comes once, in order for each of them.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task TwoEnumerators_ShareTheItems(bool ofOneStream)
    {
        Channel<int> channel = NewChannel();
        IAsyncEnumerable<int> first = channel.Reader.ReadAllAsync();
        IAsyncEnumerable<int> second = ofOneStream ? first : channel.Reader.ReadAllAsync();
        Task<List<int>>[] readers = [Task.Run(() => Collect(first)), Task.Run(() => Collect(second))];

        for (int item = 1; item <= 500; item++)
        {
            await channel.Writer.WriteAsync(item).AsTask().WithTimeout();
        }

        channel.Writer.Complete();

        List<int>[] shares = await Task.WhenAll(readers).WithTimeout();
        foreach (List<int> share in shares)
        {
            AssertItems(share.Order(), share);
        }

        AssertItems(Enumerable.Range(1, 500), shares.SelectMany(static share => share).Order());
    }

    /// <summary>One after the other: each goes on where the one before stopped.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task EnumeratorsInARow_EachGoesOn(bool ofOneStream)
    {
        Channel<int> channel = NewChannel();
        IAsyncEnumerable<int> one = channel.Reader.ReadAllAsync();
        for (int expected = 1; expected <= 10; expected++)
        {
            await WaitForRoom(channel);
            WriteAll(channel, expected);
            await using IAsyncEnumerator<int> items =
                (ofOneStream ? one : channel.Reader.ReadAllAsync()).GetAsyncEnumerator();
            Assert.IsTrue(await items.MoveNextAsync().AsTask().WithTimeout());
            Assert.AreEqual(expected, items.Current);
        }

        await AssertLeft(channel);
    }

    private static IAsyncEnumerator<int> Enumerate(
        ChannelReader<int> reader, TokenPath path, CancellationToken token, CancellationToken other) => path switch
        {
            TokenPath.Argument => reader.ReadAllAsync(token).GetAsyncEnumerator(CancellationToken.None),
            TokenPath.Enumerator => reader.ReadAllAsync(CancellationToken.None).GetAsyncEnumerator(token),
            TokenPath.ArgumentOfBoth => reader.ReadAllAsync(token).GetAsyncEnumerator(other),
            _ => reader.ReadAllAsync(other).GetAsyncEnumerator(token),
        };

    private static async Task<List<int>> Collect(IAsyncEnumerable<int> items)
    {
        var collected = new List<int>();
        await foreach (int item in items)
        {
            collected.Add(item);
        }

        return collected;
    }
}
