using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Streams;

/// <summary>Async streams through a block that makes any number of outputs of an item.</summary>
[TestClass]
public sealed class SelectManyOrderedTests
{
    private static readonly OrderedBlockOptions s_four = new() { BoundedCapacity = 4, MaxDegreeOfParallelism = 2 };

    [TestMethod]
    public async Task Items_OfEachKindOfDelegate_ComeOutInOrder()
    {
        var source = new CountedItems(100);
        int[] expected = [.. Enumerable.Range(0, 100).SelectMany(OutputsOf)];
        foreach (OrderedBlockOptions? options in (OrderedBlockOptions?[])
            [null, s_four, new() { OutputCapacity = 1 }, new() { OutputCapacity = -1, MaxDegreeOfParallelism = -1 }])
        {
            IAsyncEnumerable<int>[] streams =
            [
                source.SelectManyOrdered(OutputsOf, options),
                source.SelectManyOrdered(static item => Task.FromResult(OutputsOf(item)), options),
                source.SelectManyOrdered(static (item, token) => new ValueTask<IEnumerable<int>>(OutputsOf(item)), options),
                source.SelectManyOrdered(static item => OutputsOfAsync(item), options),
                source.SelectManyOrdered(static (item, token) => OutputsOfAsync(item), options),
            ];
            foreach (IAsyncEnumerable<int> stream in streams)
            {
                (List<int> items, Exception? error) = await stream.CollectAsync().WithTimeout();
                Assert.IsNull(error);
                CollectionAssert.AreEqual(expected, items);
            }
        }

        source.AssertDisposed(20);
    }

    [TestMethod]
    public async Task Source_WithAStalledConsumer_IsAskedUpToTheCapacity()
    {
        var source = new CountedItems(100);
        await using IAsyncEnumerator<int> items = source
            .SelectManyOrdered(static item => Enumerable.Repeat(item, 3), s_four).GetAsyncEnumerator();
        for (int output = 0; output < 30; output++)
        {
            Assert.AreEqual(output / 3, await items.NextAsync());
            int gone = (output + 1) / 3;
            source.Asked.WaitForCount(gone + 4);
            Assert.IsLessThanOrEqualTo(gone + 5, source.Asked.Count);
        }
    }

    [TestMethod]
    public async Task Exceptions_ComeOutInTheirPlaces()
    {
        var thrown = new IOException("bad");
        var source = new CountedItems(50);
        (List<int> items, Exception? error) = await source.SelectManyOrdered(item => FailingAt(item, 7, thrown), s_four)
            .CollectAsync().WithTimeout();
        CollectionAssert.AreEqual(Enumerable.Range(0, 7).SelectMany(OutputsOf).Append(700).ToArray(), items);
        Assert.AreSame(thrown, error);
        source.AssertDisposed(1);

        var failing = new CountedItems(50) { OnItem = (item, _) => item == 9 ? throw thrown : default };
        (items, error) = await failing.SelectManyOrdered(OutputsOf, s_four).CollectAsync().WithTimeout();
        CollectionAssert.AreEqual(Enumerable.Range(0, 9).SelectMany(OutputsOf).ToArray(), items);
        Assert.AreSame(thrown, error);
        failing.AssertDisposed(1);
    }

    [TestMethod]
    public async Task Break_Early_DisposesOfEveryEnumerator()
    {
        var source = new CountedItems(50);
        var opened = new Log<int>();
        var disposed = new Log<int>();
        IAsyncEnumerator<int> items = source.SelectManyOrdered((item, token) => Endless(item, token), s_four).GetAsyncEnumerator();
        Assert.AreEqual(0, await items.NextAsync());
        Assert.AreEqual(0, await items.NextAsync());
        await items.DisposeAsync().AsTask().WithTimeout();
        source.AssertDisposed(1);
        CollectionAssert.AreEquivalent(opened.Entries, disposed.Entries);
        Assert.IsNotEmpty(opened.Entries);

        async IAsyncEnumerable<int> Endless(int item, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
        {
            opened.Add(item);
            try
            {
                while (true)
                {
                    await Task.Yield();
                    token.ThrowIfCancellationRequested();
                    yield return item;
                }
            }
            finally
            {
                disposed.Add(item);
            }
        }
    }

    [TestMethod]
    public async Task Delegate_ReturnsNullInsteadOfATask_Fails()
    {
        (List<int> items, Exception? error) = await new CountedItems(4).SelectManyOrdered(
            static item => item == 1 ? null! : Task.FromResult<IEnumerable<int>>(item == 0 ? [item, item] : null!)).CollectAsync().WithTimeout();
        CollectionAssert.AreEqual((int[])[0, 0], items);
        Assert.IsInstanceOfType<InvalidOperationException>(error);
    }

    [TestMethod]
    public void Arguments_Wrong_AreRefusedAtTheCall()
    {
        var source = new CountedItems(1);
        Assert.AreEqual(
            "source",
            Assert.Throws<ArgumentNullException>(() => ((IAsyncEnumerable<int>)null!).SelectManyOrdered(OutputsOf)).ParamName);
        Assert.AreEqual(
            "transform",
            Assert.Throws<ArgumentNullException>(() => source.SelectManyOrdered((Func<int, IEnumerable<int>>)null!)).ParamName);
        Assert.AreEqual(
            "transform",
            Assert.Throws<ArgumentNullException>(() => source.SelectManyOrdered((Func<int, Task<IEnumerable<int>>>)null!)).ParamName);
        Assert.AreEqual(
            "dataflowBlockOptions",
            Assert.Throws<ArgumentException>(
                () => source.SelectManyOrdered(OutputsOf, new OrderedBlockOptions { FailureMode = ItemFailureMode.SkipItem }))
                .ParamName);
    }

    private static IEnumerable<int> OutputsOf(int item) => Enumerable.Range(item * 100, item % 4);

    private static async IAsyncEnumerable<int> OutputsOfAsync(int item)
    {
        foreach (int output in OutputsOf(item))
        {
            await Task.Yield();
            yield return output;
        }
    }

    private static IEnumerable<int> FailingAt(int item, int failing, Exception error)
    {
        if (item != failing)
        {
            foreach (int output in OutputsOf(item))
            {
                yield return output;
            }

            yield break;
        }

        yield return item * 100;
        throw error;
    }
}
