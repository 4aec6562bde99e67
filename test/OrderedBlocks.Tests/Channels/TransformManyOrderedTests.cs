using System.Threading.Channels;
using OrderedBlocks.Tests.Streams;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Channels;

/// <summary>Channels through a block with any number of outputs an item.</summary>
[TestClass]
public sealed class TransformManyOrderedTests
{
    private static readonly OrderedBlockOptions s_four = new() { BoundedCapacity = 4, MaxDegreeOfParallelism = 2 };

    // An item has as many outputs as its last digit in base 4 says.
    private static readonly int[] s_expected = [.. Enumerable.Range(0, 300).SelectMany(Outputs)];

    [TestMethod]
    public async Task Outputs_OfEachKindOfDelegate_ComeOutInOrder()
    {
        foreach (OrderedBlockOptions? options in (OrderedBlockOptions?[])[null, s_four, new() { BoundedCapacity = 1, OutputCapacity = 1 }])
        {
            ChannelReader<int>[] readers =
            [
                Source().TransformManyOrdered(Outputs, options),
                Source().TransformManyOrdered(static item => Task.FromResult(Outputs(item)), options),
                Source().TransformManyOrdered(static (item, token) => new ValueTask<IEnumerable<int>>(Outputs(item)), options),
                Source().TransformManyOrdered(static item => OutputsAsync(item), options),
                Source().TransformManyOrdered(static (item, token) => OutputsAsync(item, token), options),
            ];
            foreach (ChannelReader<int> reader in readers)
            {
                (List<int> items, Exception? error) = await reader.ReadAllAsync().CollectAsync().WithTimeout();
                Assert.IsNull(error);
                CollectionAssert.AreEqual(s_expected, items);
                await reader.Completion.WithTimeout();
            }
        }

        static ChannelReader<int> Source()
        {
            Channel<int> channel = LinkEnds.ChannelOf(Enumerable.Range(0, 300));
            channel.Writer.Complete();
            return channel.Reader;
        }
    }

    [TestMethod]
    public async Task Exceptions_ComeOutBehindWhatTheirItemsHaveYielded()
    {
        var thrown = new IOException("bad");
        Channel<int> failed = LinkEnds.ChannelOf(Enumerable.Range(0, 3));
        failed.Writer.Complete(thrown);
        (List<int> items, Exception? error) = await failed.Reader.TransformManyOrdered(static item => (int[])[item, item], s_four)
            .ReadAllAsync().CollectAsync().WithTimeout();
        CollectionAssert.AreEqual((int[])[0, 0, 1, 1, 2, 2], items);
        Assert.AreSame(thrown, error);

        Channel<int> channel = LinkEnds.ChannelOf(Enumerable.Range(0, 3));
        (items, error) = await channel.Reader.TransformManyOrdered(item => Failing(item), s_four)
            .ReadAllAsync().CollectAsync().WithTimeout();
        CollectionAssert.AreEqual((int[])[0, 0, 1], items);
        Assert.AreSame(thrown, error);

        IEnumerable<int> Failing(int item)
        {
            yield return item;
            yield return item == 1 ? throw thrown : item;
        }
    }

    [TestMethod]
    public async Task Token_Fires_CancelsTheReader()
    {
        using var source = new CancellationTokenSource();
        ChannelReader<int> reader = LinkEnds.ChannelOf(Enumerable.Range(0, 3)).Reader
            .TransformManyOrdered(static _ => Enumerable.Range(0, int.MaxValue), s_four, source.Token);
        Assert.AreEqual(0, await reader.ReadAsync().AsTask().WithTimeout());
        await source.CancelAsync();
        OperationCanceledException error =
            await Assert.ThrowsAsync<OperationCanceledException>(() => reader.Completion.WithTimeout());
        Assert.AreEqual(source.Token, error.CancellationToken);
    }

    [TestMethod]
    public void Arguments_Wrong_AreRefused()
    {
        Channel<int> channel = Channel.CreateUnbounded<int>();
        Assert.AreEqual(
            "source",
            Assert.Throws<ArgumentNullException>(() => ((ChannelReader<int>)null!).TransformManyOrdered(Outputs)).ParamName);
        Assert.AreEqual(
            "transform",
            Assert.Throws<ArgumentNullException>(
                () => channel.Reader.TransformManyOrdered((Func<int, Task<IEnumerable<int>>>)null!)).ParamName);
        Assert.AreEqual(
            "dataflowBlockOptions",
            Assert.Throws<ArgumentException>(
                () => channel.Reader.TransformManyOrdered(
                    Outputs, new OrderedBlockOptions { FailureMode = ItemFailureMode.SkipItem })).ParamName);
    }

    private static IEnumerable<int> Outputs(int item) => Enumerable.Range(item * 4, item % 4);

    private static async IAsyncEnumerable<int> OutputsAsync(
        int item, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token = default)
    {
        foreach (int output in Outputs(item))
        {
            await Task.Yield();
            token.ThrowIfCancellationRequested();
            yield return output;
        }
    }
}
