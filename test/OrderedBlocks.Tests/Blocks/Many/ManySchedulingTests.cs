using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Blocks.Many;

/// <summary>Where enumerators run, how many at a time, and how that goes with the other options.</summary>
[TestClass]
public sealed class ManySchedulingTests
{
    private static readonly int[] s_capacities = [1, 4, -1];
    private static readonly int[] s_even = [0, 0, 2, 2, 4, 4];

    public static IEnumerable<object[]> Matrix =>
        from shape in ManyBlocks.Shapes
        from capacity in s_capacities
        select new object[] { shape, capacity };

    [TestMethod]
    [DynamicData(nameof(Matrix))]
    public async Task Enumerators_OfABlockWithAScheduler_RunOnIt(DelegateShape shape, int capacity)
    {
        var scheduler = new CountingScheduler();
        int elsewhere = 0;
        TrackedOutputs[] items = [.. Enumerable.Range(0, 20).Select(i => new TrackedOutputs(i * 100, 30)
        {
            OnStep = () => Interlocked.Add(ref elsewhere, TaskScheduler.Current == scheduler ? 0 : 1),
        })];

        // An asynchronous iterator of the compiler goes on where its own awaits say; these have none.
        OrderedTransformManyBlock<int, int> block = shape switch
        {
            DelegateShape.AsyncEnumerable or DelegateShape.AsyncEnumerableWithToken =>
                new(item => new AsyncOutputs(items[item]), Options()),
            _ => ManyBlocks.Create(shape, item => items[item], Options()),
        };
        ExecutionDataflowBlockOptions Options() => new OrderedBlockOptions
        {
            TaskScheduler = scheduler,
            BoundedCapacity = 4,
            OutputCapacity = capacity,
            MaxDegreeOfParallelism = 3,
            MaxMessagesPerTask = 1,
        };

        await AssertComesOut(block, items);
        Assert.AreEqual(0, elsewhere);
    }

    [TestMethod]
    [DynamicData(nameof(Matrix))]
    public async Task Enumerators_OnThreadsOfTheBlocksOwn_RunThere(DelegateShape shape, int capacity)
    {
        int elsewhere = 0;
        TrackedOutputs[] items = [.. Enumerable.Range(0, 20).Select(i => new TrackedOutputs(i * 100, 30)
        {
            OnStep = () => Interlocked.Add(ref elsewhere, Thread.CurrentThread.IsThreadPoolThread ? 1 : 0),
        })];
        OrderedTransformManyBlock<int, int> block = shape switch
        {
            DelegateShape.AsyncEnumerable or DelegateShape.AsyncEnumerableWithToken =>
                new(item => new AsyncOutputs(items[item]), Options()),
            _ => ManyBlocks.Create(shape, item => items[item], Options()),
        };
        ExecutionDataflowBlockOptions Options() => new OrderedBlockOptions
        {
            WorkerThreadMode = WorkerThreadMode.Dedicated,
            BoundedCapacity = 4,
            OutputCapacity = capacity,
            MaxDegreeOfParallelism = 3,
        };

        await AssertComesOut(block, items);
        Assert.AreEqual(0, elsewhere);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public async Task Items_ThatWaitForRoom_CountTowardsTheParallelism(int dop)
    {
        TrackedOutputs[] items = [.. Enumerable.Range(0, 8).Select(static i => new TrackedOutputs(i * 100, 30))];
        var block = new OrderedTransformManyBlock<int, int>(
            item => items[item],
            new OrderedBlockOptions { OutputCapacity = 2 * dop, OutputCapacityPerItem = 2, MaxDegreeOfParallelism = dop });
        for (int i = 0; i < items.Length; i++)
        {
            block.Post(i);
        }

        Wait.Until(() => items.Sum(static item => item.Produced) == 3 * dop, "all that may run stand still");
        Assert.AreEqual(dop, items.Count(static item => item.Begun > 0));
        Assert.AreEqual(dop, block.Statistics.Running);
        Assert.AreEqual(8 - dop, block.InputCount);
        block.Complete();
        for (int output = 0; output < 8 * 30; output++)
        {
            Assert.AreEqual((output / 30 * 100) + (output % 30), await block.ReceiveAsync().WithTimeout());
        }

        await block.Completion.WithTimeout();
    }

    [TestMethod]
    public async Task Key_OfAnItem_IsTakenUntilItsLastOutputIsMade()
    {
        int running = 0;
        int together = 0;
        IEnumerable<int> Outputs(int item)
        {
            for (int i = 0; i < 20; i++)
            {
                together += item % 2 == 0 && Interlocked.Increment(ref running) > 1 ? 1 : 0;
                yield return (item * 100) + i;
                _ = item % 2 == 0 ? Interlocked.Decrement(ref running) : 0;
            }
        }

        var block = new OrderedTransformManyBlock<int, int>(
            Outputs,
            new OrderedBlockOptions<int, int>
            {
                KeySelector = static item => item % 2 == 0 ? 0 : item,
                MaxDegreeOfParallelism = 4,
                OutputCapacity = 8,
            });
        var target = new ScriptedTarget();
        block.LinkTo(target, new DataflowLinkOptions { PropagateCompletion = true });
        for (int item = 0; item < 100; item++)
        {
            block.Post(item);
        }

        block.Complete();
        await target.Ended.WithTimeout();
        CollectionAssert.AreEqual(
            Enumerable.Range(0, 100).SelectMany(static item => Enumerable.Range(item * 100, 20)).ToArray(), target.Taken);
        Assert.AreEqual(0, together);
    }

    [TestMethod]
    public async Task DegreeOfParallelism_LoweredWhileOthersWaitForAParkedItem_StartsThatAllTheSame()
    {
        // 1 waits for the key of 0; 2 and 3 wait for room, which they get when 1 is done.
        using var goOn = new ManualResetEventSlim();
        TrackedOutputs[] items = [.. Enumerable.Range(0, 4).Select(i => new TrackedOutputs(i * 100, 30)
        {
            OnStep = i == 0 ? () => Wait.ForEvent(goOn) : static () => { },
        })];
        var block = new OrderedTransformManyBlock<int, int>(
            item => items[item],
            new OrderedBlockOptions<int, int>
            {
                KeySelector = static item => Math.Max(1, item),
                MaxDegreeOfParallelism = 3,
                OutputCapacity = 3,
                OutputCapacityPerItem = 1,
            });
        block.PostRange([0, 1, 2, 3]);
        Wait.Until(() => items[2].Produced == 2 && items[3].Produced == 2, "both stand still");
        block.DegreeOfParallelism = 1;
        goOn.Set();
        block.Complete();
        for (int output = 0; output < 4 * 30; output++)
        {
            Assert.AreEqual((output / 30 * 100) + (output % 30), await block.ReceiveAsync().WithTimeout());
        }

        await block.Completion.WithTimeout();
        Assert.AreEqual(0, items[1].Overlaps);
    }

    [TestMethod]
    public async Task Context_OfTheSender_IsThatOfTheEnumerator()
    {
        var local = new AsyncLocal<int>();
        IEnumerable<int> Outputs(int item)
        {
            for (int i = 0; i < 10; i++)
            {
                yield return local.Value;
            }
        }

        var block = new OrderedTransformManyBlock<int, int>(
            Outputs, new OrderedBlockOptions { CaptureExecutionContext = true, OutputCapacity = 2, MaxDegreeOfParallelism = 2 });
        for (int item = 0; item < 10; item++)
        {
            local.Value = item;
            block.Post(item);
        }

        local.Value = -1;
        block.Complete();
        for (int output = 0; output < 100; output++)
        {
            Assert.AreEqual(output / 10, await block.ReceiveAsync().WithTimeout());
        }

        await block.Completion.WithTimeout();
    }

    [TestMethod]
    public async Task DrainAsync_InTime_HandsOnEverything()
    {
        var block = new OrderedTransformManyBlock<int, int>(
            static item => Enumerable.Repeat(item, 100), new OrderedBlockOptions { OutputCapacity = 3 });
        var target = new ScriptedTarget();
        block.PostRange([1, 2, 3]);
        Task<DrainResult> drained = block.DrainAsync(Wait.Limit);
        block.LinkTo(target);
        DrainResult result = await drained.WithTimeout();
        Assert.IsTrue(result.CompletedInTime);
        Assert.AreEqual(3, result.Released);
        CollectionAssert.AreEqual(Enumerable.Range(0, 300).Select(static i => (i / 100) + 1).ToArray(), target.Taken);
    }

    // 1 waits for 0, which has the same key; 2 waits for room. So when 0 ends, after the limit was lowered twice, 1 is put back, and all
    // that is at work waits for it.
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task DrainAsync_OfAPausedBlockWithKeys_HandsOnEverything(bool isLoweredOnceMore)
    {
        using var gate = new ManualResetEventSlim();
        IEnumerable<int> Outputs(int item)
        {
            if (item == 0)
            {
                Wait.ForEvent(gate);
            }

            yield return item * 10;
            yield return (item * 10) + 1;
        }

        var block = new OrderedTransformManyBlock<int, int>(
            Outputs,
            new OrderedBlockOptions<int, bool> { KeySelector = static item => item < 2, MaxDegreeOfParallelism = 2, OutputCapacity = 1 });
        var target = new ScriptedTarget();
        block.LinkTo(target);
        Assert.AreEqual(3, block.PostRange([0, 1, 2]));
        Wait.Until(() => block.Statistics is { Running: 2, Queued: 1 }, "two are at work");
        block.DegreeOfParallelism = 1;
        block.DegreeOfParallelism = 0;
        gate.Set();
        Wait.Until(() => block.Statistics.Released == 1, "the first has left");
        Task<DrainResult> drained = block.DrainAsync(Wait.Limit);
        if (isLoweredOnceMore)
        {
            block.DegreeOfParallelism = 1;
            block.DegreeOfParallelism = 0;
        }

        DrainResult result = await drained.WithTimeout();
        Assert.IsTrue(result.CompletedInTime);
        CollectionAssert.AreEqual((int[])[0, 1, 10, 11, 20, 21], target.Taken);
    }

    [TestMethod]
    public async Task DegreeOfParallelism_OfZero_PausesTheBlock()
    {
        var block = new OrderedTransformManyBlock<int, int>(
            static item => [item, item], new OrderedBlockOptions { MaxDegreeOfParallelism = 2 });
        block.DegreeOfParallelism = 0;
        block.PostRange([0, 2, 4]);
        Assert.AreEqual(3, block.InputCount);
        block.DegreeOfParallelism = 1;
        block.Complete();
        foreach (int output in s_even)
        {
            Assert.AreEqual(output, await block.ReceiveAsync().WithTimeout());
        }

        await block.Completion.WithTimeout();
    }

    [TestMethod]
    public void Constructor_Null_Throws()
    {
        Assert.AreEqual("transform", Assert.ThrowsExactly<ArgumentNullException>(
            static () => new OrderedTransformManyBlock<int, int>((Func<int, IEnumerable<int>>)null!)).ParamName);
        Assert.AreEqual("transform", Assert.ThrowsExactly<ArgumentNullException>(
            static () => new OrderedTransformManyBlock<int, int>((Func<int, Task<IEnumerable<int>>>)null!)).ParamName);
        Assert.AreEqual("transform", Assert.ThrowsExactly<ArgumentNullException>(
            static () => new OrderedTransformManyBlock<int, int>((Func<int, IAsyncEnumerable<int>>)null!)).ParamName);
        Assert.AreEqual("dataflowBlockOptions", Assert.ThrowsExactly<ArgumentNullException>(
            static () => new OrderedTransformManyBlock<int, int>(static item => [item], null!)).ParamName);
    }

    [TestMethod]
    public void Constructor_CallerRuns_SaysWhatWouldBeValid()
    {
        ArgumentException error = Assert.ThrowsExactly<ArgumentException>(
            static () => new OrderedTransformManyBlock<int, int>(static item => [item], new OrderedBlockOptions { CallerRuns = true }));
        Assert.Contains("CallerRuns needs a synchronous delegate with one output for each item", error.Message);
    }

    private static async Task AssertComesOut(OrderedTransformManyBlock<int, int> block, TrackedOutputs[] items)
    {
        var target = new ScriptedTarget();
        block.LinkTo(target, new DataflowLinkOptions { PropagateCompletion = true });
        for (int i = 0; i < items.Length; i++)
        {
            Assert.IsTrue(await block.SendAsync(i).WithTimeout());
        }

        block.Complete();
        await target.Ended.WithTimeout();
        CollectionAssert.AreEqual(
            Enumerable.Range(0, items.Length).SelectMany(static i => Enumerable.Range(i * 100, 30)).ToArray(), target.Taken);
        foreach (TrackedOutputs item in items)
        {
            Assert.AreEqual(1, item.Disposed);
            Assert.AreEqual(0, item.Overlaps);
        }
    }

    // Every third step ends late, on the pool.
    private sealed class AsyncOutputs(TrackedOutputs outputs) : IAsyncEnumerable<int>, IAsyncEnumerator<int>
    {
        private IEnumerator<int>? _enumerator;
        private int _steps;

        public int Current => _enumerator!.Current;

        public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        {
            _enumerator = outputs.GetEnumerator();
            return this;
        }

        public ValueTask<bool> MoveNextAsync()
        {
            bool moved = _enumerator!.MoveNext();
            return ++_steps % 3 == 0 ? new ValueTask<bool>(Late(moved)) : new ValueTask<bool>(moved);
        }

        public ValueTask DisposeAsync()
        {
            _enumerator!.Dispose();
            return new ValueTask(Late(true));
        }

        private static Task<bool> Late(bool value) =>
            Task.Factory.StartNew(() => value, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default);
    }
}
