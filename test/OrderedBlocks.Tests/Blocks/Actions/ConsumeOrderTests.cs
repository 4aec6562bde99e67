using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;
using static OrderedBlocks.Tests.Blocks.Actions.ActionBlocks;

namespace OrderedBlocks.Tests.Blocks.Actions;

/// <summary>Results are consumed in order, one at a time, each call seeing what the one before has written.</summary>
[TestClass]
public sealed class ConsumeOrderTests
{
    private static readonly int[] s_capacities = [1, 3, 64, 20_000, DataflowBlockOptions.Unbounded];
    private static readonly int[] s_parallelisms = [1, 2, 4];

    public static IEnumerable<object[]> Matrix =>
        from shapes in Shapes
        from workerThreads in Enum.GetValues<WorkerThreadMode>()
        select new[] { shapes[0], shapes[1], workerThreads };

    // The list, the counter and the meter are plain on purpose: only the block keeps the calls apart.
    [TestMethod]
    [DynamicData(nameof(Matrix))]
    public async Task Consume_TwoProducersAllForms_KeepsEachOnesSequenceOneAtATime(
        DelegateShape produce, DelegateShape consume, WorkerThreadMode workerThreads)
    {
        const int Items = 80;
        foreach ((int capacity, int dop) in s_capacities.SelectMany(static _ => s_parallelisms, ValueTuple.Create))
        {
            OrderedBlockOptions options = Options(capacity, dop);
            options.WorkerThreadMode = workerThreads;
            List<int> consumed = [];
            int inside = 0;
            int most = 0;
            OrderedActionBlock<int, int> block = Create(
                produce,
                consume,
                static async item =>
                {
                    await MaybeYield(item % 3 == 0);
                    return item;
                },
                async result =>
                {
                    most = Math.Max(most, ++inside);
                    await MaybeYield(result % 2 == 0);
                    consumed.Add(result);
                    inside--;
                },
                options);

            await Task.WhenAll(Enumerable.Range(0, 2).Select(producer => Task.Run(async () =>
            {
                for (int number = 0; number < Items; number++)
                {
                    Assert.IsTrue(await block.SendAsync((producer * Items) + number));
                }
            }))).WithTimeout();
            block.Complete();
            await block.Completion.WithTimeout();

            Assert.AreEqual(1, most);
            AssertItems(Enumerable.Range(0, Items), consumed.Where(static result => result < Items));
            AssertItems(Enumerable.Range(Items, Items), consumed.Where(static result => result >= Items));
            Assert.AreEqual(new() { Admitted = 2 * Items, Released = 2 * Items }, block.Statistics);
        }
    }

    [TestMethod]
    [DynamicData(nameof(ConsumeShapes), typeof(ActionBlocks))]
    public async Task Consume_FinishedInReverse_ComesInOrder(DelegateShape consume)
    {
        var gate = new Gate();
        var consumed = new Log<int>();
        OrderedActionBlock<int, int> block = Create(
            DelegateShape.Task,
            consume,
            gate.Run,
            result =>
            {
                consumed.Add(result);
                return Task.CompletedTask;
            },
            Options(dop: 4));
        PostFromOne(block, 4);
        gate.WaitForStarts(4);

        gate.Open(4, 3, 2);
        Wait.Until(() => block.Statistics.Waiting == 3, "Three wait for the first.");
        Assert.AreEqual(0, consumed.Count);
        gate.Open(1);

        AssertItems([1, 2, 3, 4], consumed.WaitForCount(4));
        block.Complete();
        await block.Completion.WithTimeout();
    }

    // With room for four, and one worker: while the first result is being consumed the others are produced, and no more.
    [TestMethod]
    [DataRow(DelegateShape.Task)]
    [DataRow(DelegateShape.ValueTaskWithToken)]
    public async Task Consume_IsPending_ProducingGoesOnUpToTheCapacity(DelegateShape shape)
    {
        var produced = new Log<int>();
        var gate = new Gate();
        OrderedActionBlock<int, int> block = Create(
            DelegateShape.Synchronous,
            shape,
            item =>
            {
                produced.Add(item);
                return Task.FromResult(item);
            },
            gate.Run,
            Options(capacity: 4));
        PostFromOne(block, 4);

        AssertItems([1, 2, 3, 4], produced.WaitForCount(4));
        Assert.IsFalse(block.Post(5));
        AssertItems([1], gate.Started);
        Wait.Until(
            () => block.Statistics == new OrderedBlockStatistics { Admitted = 4, Waiting = 4 },
            "Three are done and wait for the one that is being consumed.");

        gate.Open(1, 2);
        gate.WaitForStart(3);
        AssertItems([1, 2, 3], gate.Started);
        Wait.Until(
            () => block.Statistics == new OrderedBlockStatistics { Admitted = 4, Released = 2, Waiting = 2 },
            "Two have been consumed.");
        gate.OpenAll();
        block.Complete();
        await block.Completion.WithTimeout();
        AssertItems([1, 2, 3, 4], gate.Started);
        Assert.AreEqual(new() { Admitted = 4, Released = 4 }, block.Statistics);
    }

    [TestMethod]
    public void InputCount_BehindAConsumeThatHasTheOnlyWorker_IsWhatWasNotStarted()
    {
        using var leave = new ManualResetEventSlim();
        var started = new Log<int>();
        var block = new OrderedActionBlock<int, int>(
            static item => item,
            result =>
            {
                started.Add(result);
                Wait.ForEvent(leave);
            });
        PostFromOne(block, 1);
        started.WaitForCount(1);

        Assert.IsTrue(block.Post(2));
        Assert.IsTrue(block.Post(3));

        Assert.AreEqual(2, block.InputCount);
        leave.Set();
        AssertItems([1, 2, 3], started.WaitForCount(3));
    }

    private static async Task MaybeYield(bool yields)
    {
        if (yields)
        {
            await Task.Yield();
        }
    }
}
