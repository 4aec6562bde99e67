using OrderedBlocks.Tests.Support;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Keys;

/// <summary>
/// The parallelism of a block with keys and several outputs an item is lowered while there is a backlog: no more items are started than
/// the new limit allows, and the head is started even so if all others wait for it.
/// </summary>
/// <remarks>All that the block does is done on the test's thread, so every count is exact.</remarks>
[TestClass]
public sealed class LoweredManyKeysTests
{
    private const int Keys = 8;

    private readonly ManualScheduler _scheduler = new();
    private readonly Dictionary<int, TaskCompletionSource<IEnumerable<int>>> _running = [];
    private readonly List<int> _started = [];

    public static IEnumerable<object[]> OrdersOfEnd =>
    [
        [Enumerable.Range(0, Keys).ToArray()],
        [Enumerable.Range(0, Keys).Reverse().ToArray()],
        [new[] { 3, 0, 7, 1, 6, 2, 5, 4 }],
    ];

    [TestMethod]
    [DynamicData(nameof(OrdersOfEnd))]
    public async Task Degree_LoweredToOneWithABacklog_OneIsStartedAtATime(int[] orderOfEnd)
    {
        const int Items = 10 * Keys;
        OrderedTransformManyBlock<int, int> block = Create(Keys, static item => item % Keys);
        Post(block, Items);
        CollectionAssert.AreEquivalent(orderOfEnd, _started);

        block.DegreeOfParallelism = 1;
        foreach (int item in orderOfEnd)
        {
            Assert.HasCount(Keys, _started);
            End(item, item);
        }

        block.Complete();
        for (int count = Keys + 1; count <= Items; count++)
        {
            Assert.HasCount(count, _started);
            Assert.HasCount(1, _running);
            int item = _running.Keys.Single();
            End(item, item);
        }

        await AssertEnds(block, Enumerable.Range(0, Items));
    }

    [TestMethod]
    [DataRow(2)]
    [DataRow(4)]
    public async Task Degree_LoweredInSteps_SoManyRun(int degree)
    {
        const int Items = 10 * Keys;
        OrderedTransformManyBlock<int, int> block = Create(Keys, static item => item % Keys);
        Post(block, Items);
        block.DegreeOfParallelism = degree;
        block.Complete();
        int most = Keys;
        while (_running.Count > 0)
        {
            int item = _running.Keys.Last();
            End(item, item);
            most = Math.Max(degree, most - 1);
            Assert.IsLessThanOrEqualTo(most, _running.Count);
        }

        await AssertEnds(block, Enumerable.Range(0, Items));
    }

    // Items 0 and 1 have one key. Item 2 has another one and waits for room until it is the head.
    [TestMethod]
    public async Task Head_LeftByAWorkerAboveTheLimit_IsStartedWhenAllOthersWaitForIt()
    {
        OrderedTransformManyBlock<int, int> block = Create(2, static item => item / 2, outputCapacity: 1);
        Post(block, 3);
        AssertStarted(0, 2);
        End(2, 20, 21);
        block.DegreeOfParallelism = 1;
        End(0, 0);

        // The first item's output is still there: the second one is not the head.
        AssertStarted(0, 2);
        Assert.IsTrue(block.TryReceive(out int output));
        Assert.AreEqual(0, output);
        _scheduler.RunAll();
        AssertStarted(0, 2, 1);
        End(1, 10);
        block.Complete();
        await AssertEnds(block, [10, 20, 21]);
    }

    // The same, where the block is paused while the head is put back: whoever ends the pause, at a lower limit, has it started.
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Head_PutBackInAPause_IsStartedAfterIt(bool drains)
    {
        OrderedTransformManyBlock<int, int> block = Create(2, static item => item / 2, outputCapacity: 1);
        Post(block, 3);
        End(2, 20, 21);
        block.DegreeOfParallelism = 1;
        block.DegreeOfParallelism = 0;
        End(0, 0);
        Assert.IsTrue(block.TryReceive(out _));
        _scheduler.RunAll();
        AssertStarted(0, 2);
        if (drains)
        {
            _ = block.DrainAsync(Timeout.InfiniteTimeSpan);
        }
        else
        {
            block.DegreeOfParallelism = 1;
            block.Complete();
        }

        _scheduler.RunAll();
        AssertStarted(0, 2, 1);
        End(1, 10);
        await AssertEnds(block, [10, 20, 21]);
    }

    private OrderedTransformManyBlock<int, int> Create(int workers, Func<int, int> key, int outputCapacity = 1000) => new(
        item =>
        {
            _started.Add(item);
            return (_running[item] = new TaskCompletionSource<IEnumerable<int>>()).Task;
        },
        new OrderedBlockOptions<int, int>
        {
            KeySelector = key,
            MaxDegreeOfParallelism = workers,
            OutputCapacity = outputCapacity,
            OutputCapacityPerItem = 1,
            TaskScheduler = _scheduler,
        });

    private void Post(OrderedTransformManyBlock<int, int> block, int items)
    {
        for (int item = 0; item < items; item++)
        {
            Assert.IsTrue(block.Post(item));
        }

        _scheduler.RunAll();
    }

    private void AssertStarted(params int[] items) => CollectionAssert.AreEqual(items, _started);

    private void End(int item, params int[] outputs)
    {
        Assert.IsTrue(_running.Remove(item, out TaskCompletionSource<IEnumerable<int>>? task));
        task.SetResult(outputs);
        _scheduler.RunAll();
    }

    private async Task AssertEnds(OrderedTransformManyBlock<int, int> block, IEnumerable<int> outputs)
    {
        List<int> received = [];
        int[] expected = [.. outputs];
        while (received.Count < expected.Length && block.TryReceive(out int output))
        {
            received.Add(output);
            _scheduler.RunAll();
        }

        CollectionAssert.AreEqual(expected, received);
        await Await.Ends(block.Completion);
    }
}
