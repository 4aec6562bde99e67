using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Streams;

/// <summary>Async streams through a block, with one output for each item.</summary>
[TestClass]
public sealed class SelectOrderedTests
{
    private static readonly OrderedBlockOptions s_four = new() { BoundedCapacity = 4, MaxDegreeOfParallelism = 2 };

    [TestMethod]
    [DataRow(null, 1)]
    [DataRow(1, 1)]
    [DataRow(3, 2)]
    [DataRow(-1, -1)]
    [DataRow(20000, 4)]
    public async Task Items_OfEachKindOfDelegate_ComeOutInOrder(int? capacity, int parallelism)
    {
        ExecutionDataflowBlockOptions? options = capacity is { } given
            ? new() { BoundedCapacity = given, MaxDegreeOfParallelism = parallelism }
            : null;
        var source = new CountedItems(300);
        string[] expected = [.. Enumerable.Range(0, 300).Select(static item => $"{item}")];
        IAsyncEnumerable<string>[] streams =
        [
            source.SelectOrdered(static item => $"{item}", options),
            source.SelectOrdered(
                static async item =>
                {
                    await Task.Yield();
                    return $"{item}";
                },
                options),
            source.SelectOrdered(static (item, token) => new ValueTask<string>($"{item}"), options),
        ];
        foreach (IAsyncEnumerable<string> stream in streams)
        {
            (List<string> items, Exception? error) = await stream.CollectAsync().WithTimeout();
            Assert.IsNull(error);
            CollectionAssert.AreEqual(expected, items);
        }

        source.AssertDisposed(streams.Length);
    }

    [TestMethod]
    public async Task Stream_NotEnumerated_TouchesNothing()
    {
        var source = new CountedItems(3);
        int calls = 0;
        IAsyncEnumerable<int> stream = source.SelectOrdered(item => ++calls);
        IAsyncEnumerator<int> items = stream.GetAsyncEnumerator();
        Assert.AreEqual(0, source.Opened);
        await items.DisposeAsync();
        Assert.AreEqual(0, source.Opened);
        Assert.AreEqual(0, calls);
    }

    [TestMethod]
    public async Task Enumerators_OfOneStream_AreRunsOfTheirOwn()
    {
        var source = new CountedItems(5);
        IAsyncEnumerable<int> stream = source.SelectOrdered(static item => item, s_four);
        await using IAsyncEnumerator<int> one = stream.GetAsyncEnumerator();
        await using IAsyncEnumerator<int> other = stream.GetAsyncEnumerator();
        for (int item = 0; item < 5; item++)
        {
            Assert.AreEqual(item, await one.NextAsync());
            Assert.AreEqual(item, await other.NextAsync());
        }

        Assert.IsFalse(await one.MoveNextAsync());
        Assert.IsFalse(await one.MoveNextAsync());
        Assert.IsFalse(await other.MoveNextAsync());
        source.AssertDisposed(2);
    }

    /// <summary>The source has been asked for what was taken and for the capacity, and for no item more.</summary>
    [TestMethod]
    public async Task Source_WithAStalledConsumer_IsAskedUpToTheCapacity()
    {
        foreach (int capacity in (int[])[1, 2, 5])
        {
            var source = new CountedItems(100);
            var options = new OrderedBlockOptions { BoundedCapacity = capacity, MaxDegreeOfParallelism = 3 };
            await using IAsyncEnumerator<int> items = source.SelectOrdered(static item => item, options).GetAsyncEnumerator();
            for (int taken = 1; taken <= 20; taken++)
            {
                Assert.AreEqual(taken - 1, await items.NextAsync());
                source.Asked.WaitForCount(taken + capacity);
                await Task.Yield();
                Assert.AreEqual(taken + capacity, source.Asked.Count);
            }
        }
    }

    [TestMethod]
    public async Task Source_WithDelegatesThatDoNotEnd_IsAskedUpToTheCapacity()
    {
        foreach ((ExecutionDataflowBlockOptions? options, int capacity) in ((ExecutionDataflowBlockOptions?, int)[])
            [(null, 128), (new(), 128), (new() { MaxDegreeOfParallelism = 100 }, 200), (s_four, 4)])
        {
            var gate = new Gate();
            var source = new CountedItems(1000);
            IAsyncEnumerator<int> items = source.SelectOrdered(gate.Run, options).GetAsyncEnumerator();
            Task<bool> first = items.MoveNextAsync().AsTask();
            source.Asked.WaitForCount(capacity);
            gate.WaitForStarts(Math.Min(capacity, options?.MaxDegreeOfParallelism ?? Environment.ProcessorCount));
            Assert.AreEqual(capacity, source.Asked.Count);
            Assert.IsFalse(first.IsCompleted);
            gate.OpenAll();
            Assert.IsTrue(await first.WithTimeout());
            await items.DisposeAsync().AsTask().WithTimeout();
            source.AssertDisposed(1);
        }
    }

    [TestMethod]
    public async Task Delegate_Throws_ComesOutAfterEverythingBefore()
    {
        foreach (Exception thrown in (Exception[])[new IOException("bad"), new OperationCanceledException("not ours")])
        {
            var source = new CountedItems(50);
            (List<int> items, Exception? error) = await source
                .SelectOrdered(item => item is 17 or 18 ? throw thrown : item, s_four).CollectAsync().WithTimeout();
            CollectionAssert.AreEqual(Enumerable.Range(0, 17).ToArray(), items);
            Assert.AreSame(thrown, error);
            source.AssertDisposed(1);

            (items, error) = await source
                .SelectOrdered(
                    async item =>
                    {
                        await Task.Yield();
                        return item >= 17 ? throw thrown : item;
                    },
                    s_four)
                .CollectAsync().WithTimeout();
            CollectionAssert.AreEqual(Enumerable.Range(0, 17).ToArray(), items);
            Assert.AreSame(thrown, error);
            source.AssertDisposed(2);
        }
    }

    [TestMethod]
    public async Task Delegate_ReturnsNullInsteadOfATask_Fails()
    {
        (List<int> items, Exception? error) = await new CountedItems(5)
            .SelectOrdered(static item => item == 2 ? null! : Task.FromResult(item)).CollectAsync().WithTimeout();
        CollectionAssert.AreEqual((int[])[0, 1], items);
        Assert.IsInstanceOfType<InvalidOperationException>(error);
    }

    [TestMethod]
    public async Task Source_Throws_ComesOutAfterEverythingBefore()
    {
        foreach (Exception thrown in (Exception[])[new IOException("bad"), new OperationCanceledException("not ours")])
        {
            var source = new CountedItems(50) { OnItem = (item, _) => item == 9 ? throw thrown : default };
            (List<int> items, Exception? error) =
                await source.SelectOrdered(static item => item, s_four).CollectAsync().WithTimeout();
            CollectionAssert.AreEqual(Enumerable.Range(0, 9).ToArray(), items);
            Assert.AreSame(thrown, error);
            source.AssertDisposed(1);
        }

        var atOnce = new IOException("no enumerator");
        (List<int> none, Exception? first) = await new CountedItems(5) { OnOpen = () => throw atOnce }
            .SelectOrdered(static item => item).CollectAsync().WithTimeout();
        Assert.IsEmpty(none);
        Assert.AreSame(atOnce, first);
    }

    [TestMethod]
    public async Task Disposal_OfTheSourceThrows_ComesOut()
    {
        var thrown = new IOException("not disposed of");
        var source = new CountedItems(5) { OnDispose = () => throw thrown };
        (List<int> items, Exception? error) = await source.SelectOrdered(static item => item).CollectAsync().WithTimeout();
        CollectionAssert.AreEqual(Enumerable.Range(0, 5).ToArray(), items);
        Assert.AreSame(thrown, error);

        // Left early: out of DisposeAsync. Unless something else has come out.
        IAsyncEnumerator<int> left = source.SelectOrdered(static item => item).GetAsyncEnumerator();
        await left.NextAsync();
        Assert.AreSame(thrown, await Assert.ThrowsExactlyAsync<IOException>(async () => await left.DisposeAsync()));

        var first = new InvalidDataException();
        (_, error) = await source.SelectOrdered(int (int item) => throw first).CollectAsync().WithTimeout();
        Assert.AreSame(first, error);
    }

    [TestMethod]
    public async Task Break_Early_WaitsForDelegatesAndTheSource()
    {
        using var gate = new ManualResetEventSlim();
        var started = new Log<int>();
        var ended = new Log<int>();
        var released = new TaskCompletionSource();
        var source = new CountedItems(100) { OnDispose = () => new ValueTask(released.Task) };
        IAsyncEnumerator<int> items = source.SelectOrdered(
            item =>
            {
                started.Add(item);
                if (item > 0)
                {
                    Wait.ForEvent(gate);
                }

                ended.Add(item);
                return item;
            },
            s_four).GetAsyncEnumerator();
        Assert.AreEqual(0, await items.NextAsync());
        started.WaitForCount(3);
        Task disposed = items.DisposeAsync().AsTask();
        Assert.IsFalse(disposed.IsCompleted);
        gate.Set();
        ended.WaitForCount(3);
        Wait.Until(() => source.Disposed == 1, "The source was not disposed of.");
        Assert.IsFalse(disposed.IsCompleted);
        released.SetResult();
        await disposed.WithTimeout();

        // More than the three may have begun by then; none is left running.
        CollectionAssert.AreEquivalent(started.Entries, ended.Entries);
        Assert.IsTrue(source.Token.IsCancellationRequested);
        source.AssertDisposed(1);
    }

    [TestMethod]
    public async Task Break_WhileTheSourceWaits_CancelsIt()
    {
        var source = new CountedItems(100)
        {
            OnItem = static (item, token) => item < 3 ? default : new ValueTask(Task.Delay(Timeout.Infinite, token)),
        };
        IAsyncEnumerator<int> items = source.SelectOrdered(static item => item).GetAsyncEnumerator();
        Assert.AreEqual(0, await items.NextAsync());
        source.Asked.WaitForEntry(3);
        await items.DisposeAsync().AsTask().WithTimeout();
        source.AssertDisposed(1);
    }

    [TestMethod]
    public async Task Delegate_ThrowsWhileTheSourceWaits_ComesOut()
    {
        var thrown = new IOException();
        var source = new CountedItems(100)
        {
            OnItem = static (item, token) => item < 3 ? default : new ValueTask(Task.Delay(Timeout.Infinite, token)),
        };
        (List<int> items, Exception? error) = await source
            .SelectOrdered(item => item == 1 ? throw thrown : item).CollectAsync().WithTimeout();
        CollectionAssert.AreEqual((int[])[0], items);
        Assert.AreSame(thrown, error);
        source.AssertDisposed(1);
    }

    [TestMethod]
    public void Arguments_Wrong_AreRefusedAtTheCall()
    {
        var source = new CountedItems(1);
        Assert.AreEqual(
            "source",
            Assert.Throws<ArgumentNullException>(() => ((IAsyncEnumerable<int>)null!).SelectOrdered(static item => item)).ParamName);
        Assert.AreEqual(
            "transform", Assert.Throws<ArgumentNullException>(() => source.SelectOrdered((Func<int, int>)null!)).ParamName);
        Assert.AreEqual(
            "transform", Assert.Throws<ArgumentNullException>(() => source.SelectOrdered((Func<int, Task<int>>)null!)).ParamName);
        Assert.AreEqual(
            "transform",
            Assert.Throws<ArgumentNullException>(
                () => source.SelectOrdered((Func<int, CancellationToken, ValueTask<int>>)null!)).ParamName);
        ExecutionDataflowBlockOptions[] misfits =
        [
            new() { EnsureOrdered = false },
            new OrderedBlockOptions { FailureMode = ItemFailureMode.SkipItem },
            new OrderedBlockOptions { TargetsGoneMode = TargetsGoneMode.Fault },
            new OrderedBlockOptions { TargetsGoneMode = TargetsGoneMode.Complete },
            new OrderedBlockOptions { CallerRuns = true },
            new OrderedBlockOptions { WorkerThreadMode = WorkerThreadMode.Dedicated, MaxDegreeOfParallelism = -1 },
            new OrderedBlockOptions { BoundedCapacity = 4, OutputCapacityPerItem = 5 },
            new OrderedBlockOptions<string, int> { KeySelector = static item => item.Length },
            new OrderedBlockOptions<int, int> { KeySelector = static item => item, StrictStartOrder = true },
            new OrderedBlockOptions<int, int>(),
        ];
        foreach (ExecutionDataflowBlockOptions options in misfits)
        {
            Assert.AreEqual(
                "dataflowBlockOptions",
                Assert.Throws<ArgumentException>(() => source.SelectOrdered(static item => item, options)).ParamName);
        }
    }

    [TestMethod]
    public async Task Options_OfABlock_AreHonoured()
    {
        var options = new OrderedBlockOptions<int, int>
        {
            KeySelector = static item => item % 3,
            MaxDegreeOfParallelism = 3,
            BoundedCapacity = 9,
            WorkerThreadMode = WorkerThreadMode.Dedicated,
            NameFormat = "stream",
        };
        int[] running = new int[3];
        (List<string?> items, Exception? error) = await new CountedItems(100)
            .SelectOrdered(
                item =>
                {
                    Assert.AreEqual(1, Interlocked.Increment(ref running[item % 3]));
                    Thread.Yield();
                    Interlocked.Decrement(ref running[item % 3]);
                    return Thread.CurrentThread.Name?[..6];
                },
                options)
            .CollectAsync().WithTimeout();
        Assert.IsNull(error);
        CollectionAssert.AreEqual(Enumerable.Repeat("stream", 100).ToArray(), items);
    }
}
