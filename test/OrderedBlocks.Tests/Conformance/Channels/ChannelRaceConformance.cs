using System.Threading.Channels;
using OrderedBlocks.Tests.Conformance.Channels.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance.Channels;

/// <summary>
/// Two calls at the same moment, many times, on one channel: a token and an item, a token and room, closing and either. Whoever
/// wins, what was written is what was read and what is left, in order.
/// </summary>
[TestClass]
public abstract class ChannelRaceConformance<TSubject> : ChannelConformance<TSubject>
    where TSubject : ChannelSubject, new()
{
    private const int Rounds = 150;

    /// <summary>A token against the item that a read waits for.</summary>
    [TestMethod]
    public async Task ReadAsync_TokenAgainstItem_TheItemIsReadOrLeft()
    {
        Channel<int> channel = NewChannel();
        for (int round = 0; round < Rounds; round++)
        {
            using var cancellation = new CancellationTokenSource();
            await WaitForRoom(channel);
            Task<int> read = channel.Reader.ReadAsync(cancellation.Token).AsTask();

            await AtOnce.Run(round, cancellation.Cancel, () => Assert.IsTrue(channel.Writer.TryWrite(round)));

            if (!await IsCanceled(read, cancellation))
            {
                Assert.AreEqual(round, await read);
            }
            else
            {
                AssertItems([round], await ReadMany(channel, 1));
            }

            Assert.AreEqual(0, channel.Reader.Count);
        }

        await AssertLeft(channel);
    }

    /// <summary>A token against the item that somebody waits for who takes nothing: the item is there in any case.</summary>
    [TestMethod]
    public async Task WaitToReadAsync_TokenAgainstItem_TheItemIsLeft()
    {
        Channel<int> channel = NewChannel();
        for (int round = 0; round < Rounds; round++)
        {
            using var cancellation = new CancellationTokenSource();
            await WaitForRoom(channel);
            Task<bool> wait = channel.Reader.WaitToReadAsync(cancellation.Token).AsTask();
            Task<bool> other = channel.Reader.WaitToReadAsync().AsTask();

            await AtOnce.Run(round, cancellation.Cancel, () => Assert.IsTrue(channel.Writer.TryWrite(round)));

            Assert.IsTrue(await IsCanceled(wait, cancellation) || await wait);
            Assert.IsTrue(await other.WithTimeout());
            Assert.IsTrue(channel.Reader.TryRead(out int item));
            Assert.AreEqual(round, item);
        }

        await AssertLeft(channel);
    }

    /// <summary>
    /// Four reads wait, the tokens of two fire while four items come: those that got one got them in order, and the rest is left.
    /// </summary>
    [TestMethod]
    public async Task ReadAsync_TwoOfFourTokensAgainstItems_OrderIsKept()
    {
        Channel<int> channel = NewChannel(room: 4);
        int next = 0;
        for (int round = 0; round < Rounds; round++)
        {
            CancellationTokenSource[] cancellations = [new(), new(), new(), new()];
            Task<int>[] reads = [.. cancellations.Select(one => channel.Reader.ReadAsync(one.Token).AsTask())];
            int[] items = [.. Enumerable.Range(next, 4)];
            next += 4;

            await AtOnce.Run(
                round,
                () =>
                {
                    cancellations[round % 4].Cancel();
                    cancellations[round / 4 % 4].Cancel();
                },
                () => WriteEach(channel, items));

            var got = new List<int>();
            for (int i = 0; i < reads.Length; i++)
            {
                if (!await IsCanceled(reads[i], cancellations[i]))
                {
                    got.Add(await reads[i]);
                }
            }

            got.AddRange(await ReadMany(channel, 4 - got.Count));
            AssertItems(items, got);
        }

        await AssertLeft(channel);
    }

    /// <summary>Reads begin while items come: the one that began first gets the first, whether it had to wait or not.</summary>
    [TestMethod]
    public async Task ReadAsync_ManyAgainstItems_OrderIsKept()
    {
        Channel<int> channel = NewChannel(room: 8);
        for (int round = 0; round < Rounds; round++)
        {
            int[] items = [.. Enumerable.Range(8 * round, 8)];
            var reads = new Task<int>[8];

            await AtOnce.Run(
                round,
                () =>
                {
                    for (int i = 0; i < reads.Length; i++)
                    {
                        reads[i] = channel.Reader.ReadAsync().AsTask();
                    }
                },
                () => WriteEach(channel, items));

            AssertItems(items, await Task.WhenAll(reads).WithTimeout());
        }

        await AssertLeft(channel);
    }

    /// <summary>Writes begin while items are read: the one that began first is the first, whether it had to wait or not.</summary>
    [TestMethod]
    public async Task WriteAsync_ManyAgainstRoom_OrderIsKept()
    {
        Channel<int> channel = NewFullChannel();
        int next = 1;
        for (int round = 0; round < Rounds; round++)
        {
            int first = Subject.Capacity + 1 + (8 * round);
            var writes = new Task[8];
            var got = new List<int>();

            await AtOnce.Run(
                round,
                () =>
                {
                    for (int i = 0; i < writes.Length; i++)
                    {
                        writes[i] = channel.Writer.WriteAsync(first + i).AsTask();
                    }
                },
                () => Wait.Until(() => ReadOne(channel, got) == 8, "The items could not be read."));

            await Task.WhenAll(writes).WithTimeout();
            AssertItems(Enumerable.Range(next, 8), got);
            next += 8;
        }

        await AssertLeft(channel, Enumerable.Range(next, Subject.Capacity));
    }

    /// <summary>A token against the room that a write waits for.</summary>
    [TestMethod]
    public async Task WriteAsync_TokenAgainstRoom_TheItemIsWrittenOrNot()
    {
        Channel<int> channel = NewFullChannel();
        Queue<int> inside = new(Enumerable.Range(1, Subject.Capacity));
        for (int round = 1; round <= Rounds; round++)
        {
            int head = inside.Dequeue();
            using var cancellation = new CancellationTokenSource();
            Task write = channel.Writer.WriteAsync(-round, cancellation.Token).AsTask();

            await AtOnce.Run(round, cancellation.Cancel, () => AssertReadNow(channel, head));

            if (await IsCanceled(write, cancellation))
            {
                await channel.Writer.WriteAsync(round).AsTask().WithTimeout();
                inside.Enqueue(round);
            }
            else
            {
                inside.Enqueue(-round);
            }

            WaitForItems(channel, Subject.Capacity);
            Assert.IsFalse(channel.Writer.TryWrite(0));
        }

        await AssertLeft(channel, inside);
    }

    /// <summary>A token against the room that somebody waits for who writes nothing: the room is there in any case.</summary>
    [TestMethod]
    public async Task WaitToWriteAsync_TokenAgainstRoom_TheRoomIsLeft()
    {
        Channel<int> channel = NewFullChannel();
        for (int round = 1; round <= Rounds; round++)
        {
            using var cancellation = new CancellationTokenSource();
            Task<bool> wait = channel.Writer.WaitToWriteAsync(cancellation.Token).AsTask();
            Task<bool> other = channel.Writer.WaitToWriteAsync().AsTask();

            int head = round;
            await AtOnce.Run(round, cancellation.Cancel, () => AssertReadNow(channel, head));

            Assert.IsTrue(await IsCanceled(wait, cancellation) || await wait);
            Assert.IsTrue(await other.WithTimeout());
            Assert.IsTrue(channel.Writer.TryWrite(Subject.Capacity + round));
            WaitForItems(channel, Subject.Capacity);
        }

        await AssertLeft(channel, Enumerable.Range(Rounds + 1, Subject.Capacity));
    }

    /// <summary>
    /// Four writes wait, the tokens of two fire while items are read: what was written comes out in order, and nothing else.
    /// </summary>
    [TestMethod]
    public async Task WriteAsync_TwoOfFourTokensAgainstRoom_OrderIsKept()
    {
        Channel<int> channel = NewFullChannel();
        Queue<int> inside = new(Enumerable.Range(1, Subject.Capacity));
        for (int round = 0; round < Rounds; round++)
        {
            CancellationTokenSource[] cancellations = [new(), new(), new(), new()];
            Task[] writes = [.. cancellations.Select((one, i) => channel.Writer.WriteAsync(1000 + (4 * round) + i, one.Token).AsTask())];
            int head = inside.Dequeue();

            await AtOnce.Run(
                round,
                () =>
                {
                    cancellations[round % 4].Cancel();
                    cancellations[round / 4 % 4].Cancel();
                },
                () => AssertReadNow(channel, head));

            // whoever is still waiting is let in by the items that are read now
            var got = new List<int>();
            Wait.Until(() => TakeOneOrFinish(channel, got, writes), "A write did not end.");
            for (int i = 0; i < writes.Length; i++)
            {
                if (!await IsCanceled(writes[i], cancellations[i]))
                {
                    inside.Enqueue(1000 + (4 * round) + i);
                }
            }

            AssertItems(inside.Take(got.Count), got);
            inside = new(inside.Skip(got.Count));

            // and then all places are filled again
            for (int fill = -1; inside.Count < Subject.Capacity; fill--)
            {
                await channel.Writer.WriteAsync(fill).AsTask().WithTimeout();
                inside.Enqueue(fill);
            }

            WaitForItems(channel, Subject.Capacity);
        }

        await AssertLeft(channel, inside);
    }

    /// <summary>A token against the call that starts to wait: what comes afterwards is for others.</summary>
    [TestMethod]
    public async Task ReadAsync_TokenAgainstTheCall_TakesNothing()
    {
        Channel<int> channel = NewChannel();
        for (int round = 0; round < Rounds; round++)
        {
            using var cancellation = new CancellationTokenSource();
            Task<int>? read = null;
            Task<bool>? wait = null;

            await CancelAgainst(round, cancellation, () =>
            {
                read = channel.Reader.ReadAsync(cancellation.Token).AsTask();
                wait = channel.Reader.WaitToReadAsync(cancellation.Token).AsTask();
            });

            await AssertCanceled(read!, cancellation.Token);
            await AssertCanceled(wait!, cancellation.Token);
            await channel.Writer.WriteAsync(round).AsTask().WithTimeout();
            WaitForItems(channel, 1);
            AssertReadNow(channel, round);
        }

        await AssertLeft(channel);
    }

    /// <summary>A token against the call that starts to wait: what it had is never written.</summary>
    [TestMethod]
    public async Task WriteAsync_TokenAgainstTheCall_WritesNothing()
    {
        Channel<int> channel = NewFullChannel();
        for (int round = 1; round <= Rounds; round++)
        {
            using var cancellation = new CancellationTokenSource();
            Task? write = null;
            Task<bool>? wait = null;

            await CancelAgainst(round, cancellation, () =>
            {
                write = channel.Writer.WriteAsync(-round, cancellation.Token).AsTask();
                wait = channel.Writer.WaitToWriteAsync(cancellation.Token).AsTask();
            });

            await AssertCanceled(write!, cancellation.Token);
            await AssertCanceled(wait!, cancellation.Token);
            AssertReadNow(channel, round);
            await WaitForRoom(channel);
            WaitForItems(channel, Subject.Capacity - 1);
            WriteAll(channel, Subject.Capacity + round);
        }

        await AssertLeft(channel, Enumerable.Range(Rounds + 1, Subject.Capacity));
    }

    /// <summary>Closing against a write that has room: it is written, and then read, or refused.</summary>
    [TestMethod]
    public async Task TryComplete_AgainstWrite_WrittenIsRead()
    {
        for (int round = 0; round < Rounds; round++)
        {
            Channel<int> channel = NewChannelWith(1);
            await ReadMany(channel, 1);
            await WaitForRoom(channel);
            bool isWritten = false;

            await AtOnce.Run(
                round,
                () => Assert.IsTrue(channel.Writer.TryComplete()),
                () => isWritten = channel.Writer.TryWrite(2));

            AssertItems(isWritten ? [2] : [], await ReadToEnd(channel.Reader).WithTimeout());
            await channel.Reader.Completion.WithTimeout();
        }
    }

    /// <summary>Closing against the room that a write waits for: the same.</summary>
    [TestMethod]
    public async Task TryComplete_AgainstRoom_WrittenIsRead()
    {
        for (int round = 0; round < Rounds; round++)
        {
            Channel<int> channel = NewFullChannel();
            Task write = channel.Writer.WriteAsync(-1).AsTask();
            Task<bool> wait = channel.Writer.WaitToWriteAsync().AsTask();

            await AtOnce.Run(
                round,
                () => Assert.IsTrue(channel.Writer.TryComplete()),
                () => AssertReadNow(channel, 1));

            await write.ToEnd();
            await wait.WithTimeout();
            int[] expected = [.. Enumerable.Range(2, Subject.Capacity - 1), .. write.IsCompletedSuccessfully ? [-1] : (int[])[]];
            AssertItems(expected, await ReadToEnd(channel.Reader).WithTimeout());
            if (!write.IsCompletedSuccessfully)
            {
                await Assert.ThrowsExactlyAsync<ChannelClosedException>(() => write);
            }
        }
    }

    /// <summary>Closing against a token: one or the other.</summary>
    [TestMethod]
    public async Task TryComplete_AgainstTokens_EachEndsOneWay()
    {
        for (int round = 0; round < Rounds; round++)
        {
            Channel<int> channel = NewFullChannel();
            Channel<int> empty = NewChannel();
            using var cancellation = new CancellationTokenSource();
            Task read = empty.Reader.ReadAsync(cancellation.Token).AsTask();
            Task write = channel.Writer.WriteAsync(-1, cancellation.Token).AsTask();
            Task<bool> waitToRead = empty.Reader.WaitToReadAsync(cancellation.Token).AsTask();
            Task<bool> waitToWrite = channel.Writer.WaitToWriteAsync(cancellation.Token).AsTask();

            await AtOnce.Run(
                round,
                cancellation.Cancel,
                () =>
                {
                    Assert.IsTrue(channel.Writer.TryComplete());
                    Assert.IsTrue(empty.Writer.TryComplete());
                });

            foreach (Task operation in (Task[])[read, write])
            {
                await operation.ToEnd();
                Assert.IsTrue(operation.IsCanceled || operation.Exception?.InnerException is ChannelClosedException);
            }

            Assert.IsTrue(await IsCanceled(waitToRead, cancellation) || !await waitToRead);
            Assert.IsTrue(await IsCanceled(waitToWrite, cancellation) || !await waitToWrite);
            AssertItems(Enumerable.Range(1, Subject.Capacity), await ReadToEnd(channel.Reader).WithTimeout());
            await empty.Reader.Completion.WithTimeout();
        }
    }

    /// <summary>Two that close: one of them does.</summary>
    [TestMethod]
    public async Task TryComplete_Twice_OneCloses()
    {
        for (int round = 0; round < Rounds; round++)
        {
            Channel<int> channel = NewChannel();
            var reason = new InvalidOperationException("Enough.");
            bool first = false;
            bool second = false;

            await AtOnce.Run(
                round,
                () => first = channel.Writer.TryComplete(),
                () => second = channel.Writer.TryComplete(reason));

            Assert.AreNotEqual(first, second);
            await channel.Reader.Completion.ToEnd();
            Assert.AreSame(second ? reason : null, channel.Reader.Completion.Exception?.InnerExceptions.Single());
        }
    }

    /// <summary>A reader that waits and one that does not, and an item that one of them gets.</summary>
    [TestMethod]
    public async Task TryRead_AgainstReadAsync_OneGetsTheItem()
    {
        Channel<int> channel = NewChannel();
        for (int round = 0; round < Rounds; round++)
        {
            await WaitForRoom(channel);
            int found = -1;
            Task<int>? read = null;

            await AtOnce.Run(
                round,
                () => read = channel.Reader.ReadAsync().AsTask(),
                () =>
                {
                    Assert.IsTrue(channel.Writer.TryWrite(round));
                    found = channel.Reader.TryRead(out int item) ? item : -1;
                });

            if (found >= 0)
            {
                Assert.AreEqual(round, found);
                Assert.IsFalse(read!.IsCompleted);
                await channel.Writer.WriteAsync(-2).AsTask().WithTimeout();
                Assert.AreEqual(-2, await read.WithTimeout());
            }
            else
            {
                Assert.AreEqual(round, await read!.WithTimeout());
            }
        }

        await AssertLeft(channel);
    }

    /// <summary>Items come all the time and each read may be canceled: the reader sees every item once, in order.</summary>
    [TestMethod]
    public async Task ReadAsync_TokensFireAllTheTime_NothingIsLost()
    {
        const int Items = 2000;
        Channel<int> channel = NewChannel();
        CancellationTokenSource? current = null;
        Task writing = Task.Run(async () =>
        {
            for (int item = 0; item < Items; item++)
            {
                await channel.Writer.WriteAsync(item).AsTask().WithTimeout();
                Volatile.Read(ref current)?.Cancel();
            }

            channel.Writer.Complete();
        });

        var got = new List<int>();
        while (got.Count < Items)
        {
            // not disposed of: the other side may be about to fire it
            var cancellation = new CancellationTokenSource();
            Volatile.Write(ref current, Subject.TokenMayFireInsideTheCall ? cancellation : null);
            Task<int> read = channel.Reader.ReadAsync(cancellation.Token).AsTask();
            Volatile.Write(ref current, cancellation);
            if (!await IsCanceled(read, cancellation))
            {
                got.Add(await read);
            }

            Volatile.Write(ref current, null);
        }

        await writing.WithTimeout();
        AssertItems(Enumerable.Range(0, Items), got);
        await channel.Reader.Completion.WithTimeout();
    }

    /// <summary>Room comes all the time and each write may be canceled: exactly what was written comes out.</summary>
    [TestMethod]
    public async Task WriteAsync_TokensFireAllTheTime_NothingIsLostOrDoubled()
    {
        const int Items = 2000;
        Channel<int> channel = NewChannel();
        CancellationTokenSource? current = null;
        var got = new List<int>();
        Task reading = Task.Run(async () =>
        {
            while (await channel.Reader.WaitToReadAsync().AsTask().WithTimeout())
            {
                while (channel.Reader.TryRead(out int item))
                {
                    got.Add(item);
                    Volatile.Read(ref current)?.Cancel();
                }
            }
        });

        var written = new List<int>();
        for (int item = 0; item < Items; item++)
        {
            // not disposed of: the other side may be about to fire it
            var cancellation = new CancellationTokenSource();
            Volatile.Write(ref current, Subject.TokenMayFireInsideTheCall ? cancellation : null);
            Task write = channel.Writer.WriteAsync(item, cancellation.Token).AsTask();
            Volatile.Write(ref current, cancellation);
            if (!await IsCanceled(write, cancellation))
            {
                written.Add(item);
            }

            Volatile.Write(ref current, null);
        }

        channel.Writer.Complete();
        await reading.WithTimeout();
        AssertItems(written, got);
    }

    /// <summary>Fires the token while the call runs or, where it must not, when it has returned.</summary>
    private async Task CancelAgainst(int round, CancellationTokenSource cancellation, Action call)
    {
        if (Subject.TokenMayFireInsideTheCall)
        {
            await AtOnce.Run(round, cancellation.Cancel, call);
        }
        else
        {
            call();
            await cancellation.CancelAsync();
        }
    }

    private static async Task<bool> IsCanceled(Task operation, CancellationTokenSource cancellation)
    {
        await operation.ToEnd();
        if (operation.IsCompletedSuccessfully)
        {
            return false;
        }

        if (!operation.IsCanceled)
        {
            // a wait for items or room may have found the end instead; whoever asks sees it
            await operation;
        }

        await AssertCanceled(operation, cancellation.Token);
        return true;
    }

    /// <summary>Takes an item if there is one; true when all writes have ended.</summary>
    private static bool TakeOneOrFinish(Channel<int> channel, List<int> got, Task[] writes)
    {
        if (writes.All(static write => write.IsCompleted))
        {
            return true;
        }

        if (channel.Reader.TryRead(out int item))
        {
            got.Add(item);
        }

        return false;
    }

    /// <summary>Takes an item if there is one; how many there are with it.</summary>
    private static int ReadOne(Channel<int> channel, List<int> got)
    {
        if (channel.Reader.TryRead(out int item))
        {
            got.Add(item);
        }

        return got.Count;
    }

    private static void AssertReadNow(Channel<int> channel, int expected)
    {
        Assert.IsTrue(channel.Reader.TryRead(out int item), $"Item {expected} could not be read.");
        Assert.AreEqual(expected, item);
    }

    private static void WriteEach(Channel<int> channel, int[] items)
    {
        foreach (int item in items)
        {
            Wait.Until(() => channel.Writer.TryWrite(item), $"There was no room for item {item}.");
        }
    }
}
