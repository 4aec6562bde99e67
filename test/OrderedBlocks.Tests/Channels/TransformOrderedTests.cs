using System.Threading.Channels;
using OrderedBlocks.Tests.Streams;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Channels;

/// <summary>Channels through a block.</summary>
[TestClass]
public sealed class TransformOrderedTests
{
    private static readonly OrderedBlockOptions s_four = new() { BoundedCapacity = 4, MaxDegreeOfParallelism = 2 };

    [TestMethod]
    public async Task Items_OfEachKindOfDelegate_ComeOutInOrder()
    {
        int[] expected = [.. Enumerable.Range(0, 500)];
        foreach (OrderedBlockOptions? options in (OrderedBlockOptions?[])[null, s_four, new() { BoundedCapacity = 1 }])
        {
            foreach (bool canPeek in (bool[])[true, false])
            {
                ChannelReader<int>[] readers =
                [
                    Source().TransformOrdered(static item => item, options),
                    Source().TransformOrdered(static item => Task.FromResult(item), options),
                    Source().TransformOrdered(static (item, token) => new ValueTask<int>(item), options),
                ];
                foreach (ChannelReader<int> reader in readers)
                {
                    (List<int> items, Exception? error) = await reader.ReadAllAsync().CollectAsync().WithTimeout();
                    Assert.IsNull(error);
                    CollectionAssert.AreEqual(expected, items);
                    await reader.Completion.WithTimeout();
                }

                ChannelReader<int> Source()
                {
                    Channel<int> channel = LinkEnds.ChannelOf(expected);
                    channel.Writer.Complete();
                    return canPeek ? channel.Reader : new BlindReader<int>(channel.Reader);
                }
            }
        }
    }

    [TestMethod]
    public async Task Exceptions_ComeOutInTheirPlaces()
    {
        foreach (Exception thrown in (Exception[])[new IOException("bad"), new OperationCanceledException("not ours")])
        {
            Channel<int> failed = LinkEnds.ChannelOf(Enumerable.Range(0, 20));
            failed.Writer.Complete(thrown);
            (List<int> items, Exception? error) = await failed.Reader.TransformOrdered(static item => item, s_four)
                .ReadAllAsync().CollectAsync().WithTimeout();
            CollectionAssert.AreEqual(Enumerable.Range(0, 20).ToArray(), items);
            Assert.AreSame(thrown, error);

            Channel<int> channel = LinkEnds.ChannelOf(Enumerable.Range(0, 20));
            (items, error) = await channel.Reader.TransformOrdered(item => item is 7 or 8 ? throw thrown : item, s_four)
                .ReadAllAsync().CollectAsync().WithTimeout();
            CollectionAssert.AreEqual(Enumerable.Range(0, 7).ToArray(), items);
            Assert.AreSame(thrown, error);
        }
    }

    /// <summary>The channel is read for what was taken and for the capacity, and for no item more; nor after a failure.</summary>
    [TestMethod]
    public async Task Source_WithAStalledReader_IsReadUpToTheCapacity()
    {
        Channel<int> channel = LinkEnds.ChannelOf(Enumerable.Range(0, 100));
        var thrown = new IOException();
        using var gate = new ManualResetEventSlim();
        ChannelReader<int> reader = channel.Reader.TransformOrdered(
            item =>
            {
                if (item == 23)
                {
                    Wait.ForEvent(gate);
                    throw thrown;
                }

                return item;
            },
            s_four);
        for (int taken = 0; taken < 23; taken++)
        {
            Wait.Until(() => channel.Reader.Count == 100 - taken - 4, "The capacity was not used.");
            await Task.Yield();
            Assert.AreEqual(100 - taken - 4, channel.Reader.Count);
            Assert.AreEqual(taken, await reader.ReadAsync().AsTask().WithTimeout());
        }

        Wait.Until(() => channel.Reader.Count == 73, "The capacity was not used.");
        gate.Set();
        ChannelClosedException error = await Assert.ThrowsExactlyAsync<ChannelClosedException>(
            () => reader.ReadAsync().AsTask().WithTimeout());
        Assert.AreSame(thrown, error.InnerException);
        CollectionAssert.AreEqual(Enumerable.Range(27, 73).ToArray(), channel.Reader.Drain());
        Assert.IsTrue(channel.Writer.TryWrite(100));
        Assert.AreEqual(100, await channel.Reader.ReadAsync().AsTask().WithTimeout());
    }

    [TestMethod]
    public async Task Token_Fires_CancelsTheReaderAndLeavesTheRest()
    {
        for (int which = 0; which < 4; which++)
        {
            using var given = new CancellationTokenSource();
            using var ofOptions = new CancellationTokenSource();
            var options = new OrderedBlockOptions
            {
                BoundedCapacity = 2,
                CancellationToken = which == 1 ? default : ofOptions.Token,
            };
            var gate = new Gate();
            Channel<int> channel = LinkEnds.ChannelOf(Enumerable.Range(0, 10));
            ChannelReader<int> reader = channel.Reader.TransformOrdered(gate.Run, options, which == 0 ? default : given.Token);
            Wait.Until(() => channel.Reader.Count == 8, "The capacity was not used.");
            ValueTask<int> reading = reader.ReadAsync();
            await (which is 1 or 2 ? given : ofOptions).CancelAsync();
            gate.OpenAll();
            await Assert.ThrowsAsync<OperationCanceledException>(() => reading.AsTask().WithTimeout());
            await reader.Completion.ToEnd();
            Assert.IsTrue(reader.Completion.IsCanceled);
            CollectionAssert.AreEqual(Enumerable.Range(2, 8).ToArray(), channel.Reader.Drain());
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Tokens_Two_TheEndNamesTheOneThatHasFired(bool isOfTheOptions)
    {
        using var fires = new CancellationTokenSource();
        using var other = new CancellationTokenSource();
        ChannelReader<int> reader = Channel.CreateUnbounded<int>().Reader.TransformOrdered(
            static item => item,
            new ExecutionDataflowBlockOptions { CancellationToken = (isOfTheOptions ? fires : other).Token },
            (isOfTheOptions ? other : fires).Token);
        await fires.CancelAsync();
        OperationCanceledException error =
            await Assert.ThrowsAsync<OperationCanceledException>(() => reader.Completion.WithTimeout());
        Assert.AreEqual(fires.Token, error.CancellationToken);
        error = await Assert.ThrowsAsync<OperationCanceledException>(() => reader.ReadAsync().AsTask().WithTimeout());
        Assert.AreEqual(fires.Token, error.CancellationToken);
    }

    [TestMethod]
    public void Arguments_Wrong_AreRefused()
    {
        Channel<int> channel = Channel.CreateUnbounded<int>();
        Assert.AreEqual(
            "source",
            Assert.Throws<ArgumentNullException>(
                () => ((ChannelReader<int>)null!).TransformOrdered(static item => item)).ParamName);
        Assert.AreEqual(
            "transform",
            Assert.Throws<ArgumentNullException>(() => channel.Reader.TransformOrdered((Func<int, Task<int>>)null!)).ParamName);
        Assert.AreEqual(
            "dataflowBlockOptions",
            Assert.Throws<ArgumentException>(
                () => channel.Reader.TransformOrdered(
                    static item => item, new OrderedBlockOptions { FailureMode = ItemFailureMode.SkipItem })).ParamName);
    }
}
