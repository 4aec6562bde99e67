using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Blocks.Many;

/// <summary>All outputs of each item, in order: every form of delegate, with all kinds of room, threads and receivers.</summary>
[TestClass]
public sealed class ManyOrderTests
{
    private const int Items = 300;

    private static readonly int[] s_parallelisms = [1, 2, 3, 4, DataflowBlockOptions.Unbounded];
    private static readonly int[] s_capacities = [1, 2, 3, 7, 64, DataflowBlockOptions.Unbounded];

    private static readonly int[] s_zeroAndTwo = [0, 2];
    private static readonly int[] s_rest = [0, 1, 1, 1, 2, 2, 3, 3];

    public static IEnumerable<object[]> Matrix =>
        from shape in ManyBlocks.Shapes
        from dop in s_parallelisms
        from capacity in s_capacities
        select new object[] { shape, dop, capacity };

    private static int[] Expected { get; } = [.. Enumerable.Range(0, Items).SelectMany(OutputsOf)];

    [TestMethod]
    [DynamicData(nameof(Matrix))]
    public async Task Outputs_ToALinkedTarget_ComeInOrder(DelegateShape shape, int dop, int capacity)
    {
        OrderedTransformManyBlock<int, int> block = Create(shape, dop, capacity, WorkerThreadMode.Pool);
        var target = new ScriptedTarget();
        block.LinkTo(target, new DataflowLinkOptions { PropagateCompletion = true });
        await Send(block);
        Assert.IsNull(await target.Ended.WithTimeout());
        CollectionAssert.AreEqual(Expected, target.Taken);
        await block.Completion.WithTimeout();
        AssertAllReleased(block);
    }

    [TestMethod]
    [DynamicData(nameof(Matrix))]
    public async Task Outputs_ThatAreReceived_ComeInOrder(DelegateShape shape, int dop, int capacity)
    {
        OrderedTransformManyBlock<int, int> block = Create(shape, dop, capacity, WorkerThreadMode.Pool);
        List<int> received = [];
        Task sent = Send(block);
        while (await block.OutputAvailableAsync().WithTimeout())
        {
            while (block.TryReceive(out int output))
            {
                received.Add(output);
            }
        }

        await sent.WithTimeout();
        CollectionAssert.AreEqual(Expected, received);
        await block.Completion.WithTimeout();
        AssertAllReleased(block);
    }

    [TestMethod]
    [DynamicData(nameof(Matrix))]
    public async Task Outputs_ReceivedManyAtATime_ComeInOrder(DelegateShape shape, int dop, int capacity)
    {
        OrderedTransformManyBlock<int, int> block = Create(shape, dop, capacity, WorkerThreadMode.Pool);
        List<int> received = [];
        int[] some = new int[5];
        Task sent = Send(block);
        while (await block.OutputAvailableAsync().WithTimeout())
        {
            received.AddRange(some.AsSpan(0, block.TryReceiveRange(some)));
            if (block.TryReceiveAll(out IList<int>? all))
            {
                received.AddRange(all);
            }
        }

        await sent.WithTimeout();
        CollectionAssert.AreEqual(Expected, received);
        AssertAllReleased(block);
    }

    [TestMethod]
    [DynamicData(nameof(Matrix))]
    public async Task Outputs_OnThreadsOfTheBlocksOwn_ComeInOrder(DelegateShape shape, int dop, int capacity)
    {
        OrderedTransformManyBlock<int, int> block =
            Create(shape, dop == DataflowBlockOptions.Unbounded ? 8 : dop, capacity, WorkerThreadMode.Dedicated);
        var log = new ScriptedTarget();
        var between = new OrderedTransformBlock<int, int>(static item => item, new ExecutionDataflowBlockOptions { BoundedCapacity = 16 });
        block.LinkTo(between, new DataflowLinkOptions { PropagateCompletion = true });
        between.LinkTo(log, new DataflowLinkOptions { PropagateCompletion = true });
        await Send(block);
        Assert.IsNull(await log.Ended.WithTimeout());
        CollectionAssert.AreEqual(Expected, log.Taken);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(4)]
    public async Task Chain_OfManyBlocks_KeepsTheOrder(int dop)
    {
        var options = new ExecutionDataflowBlockOptions { BoundedCapacity = 8, MaxDegreeOfParallelism = dop, MaxMessagesPerTask = 1 };
        var first = new OrderedTransformManyBlock<int, int>(OutputsOf, options);
        var second = new OrderedTransformManyBlock<int, int>(static item => [item, -item], options);
        var link = new DataflowLinkOptions { PropagateCompletion = true };
        var target = new ScriptedTarget();
        first.LinkTo(second, link);
        second.LinkTo(target, link);
        await Send(first);
        Assert.IsNull(await target.Ended.WithTimeout());
        CollectionAssert.AreEqual(Expected.SelectMany(static item => new[] { item, -item }).ToArray(), target.Taken);
    }

    [TestMethod]
    public async Task Head_ThatStillMakesOutputs_HandsThemOn()
    {
        using var goOn = new ManualResetEventSlim();
        IEnumerable<int> Outputs(int item)
        {
            yield return item;
            Wait.ForEvent(goOn);
            yield return item + 1;
        }

        var block = new OrderedTransformManyBlock<int, int>(Outputs);
        block.Post(10);
        Assert.AreEqual(10, await block.ReceiveAsync().WithTimeout());
        Assert.AreEqual(1, block.Statistics.Running);
        Assert.AreEqual(0, block.Statistics.Released);
        goOn.Set();
        Assert.AreEqual(11, await block.ReceiveAsync().WithTimeout());
        block.Complete();
        await block.Completion.WithTimeout();
        Assert.AreEqual(1, block.Statistics.Released);
    }

    [TestMethod]
    public async Task Head_ThatStandsStillAfterCheapOutputs_HasHandedThemOn()
    {
        // The outputs that come before are so cheap that their release is put off.
        using var goOn = new ManualResetEventSlim();
        IEnumerable<int> Outputs(int item)
        {
            for (int i = 0; i < 10_000; i++)
            {
                yield return i;
            }

            Wait.ForEvent(goOn);
        }

        var block = new OrderedTransformManyBlock<int, int>(Outputs);
        block.Post(0);
        for (int i = 0; i < 10_000; i++)
        {
            Assert.AreEqual(i, await block.ReceiveAsync().WithTimeout());
        }

        goOn.Set();
        block.Complete();
        await block.Completion.WithTimeout();
    }

    [TestMethod]
    public async Task NullOutputs_AreNone()
    {
        var one = new OrderedTransformManyBlock<int, int>(static item => item == 1 ? null! : [item]);
        var two = new OrderedTransformManyBlock<int, int>(static item => Task.FromResult<IEnumerable<int>>(item == 1 ? null! : [item]));
        var three = new OrderedTransformManyBlock<int, int>(static item => item == 1 ? (IAsyncEnumerable<int>)null! : ManyBlocks.OneByOne([item]));
        var four = new OrderedTransformManyBlock<int, int>(static item => item == 1 ? null! : Task.FromResult<IEnumerable<int>>([item]));
        foreach (OrderedTransformManyBlock<int, int> block in new[] { one, two, three, four })
        {
            var target = new ScriptedTarget();
            block.LinkTo(target, new DataflowLinkOptions { PropagateCompletion = true });
            block.Post(0);
            block.Post(1);
            block.Post(2);
            block.Complete();
            Assert.IsNull(await target.Ended.WithTimeout());
            CollectionAssert.AreEqual(s_zeroAndTwo, target.Taken);
            await block.Completion.WithTimeout();
            Assert.AreEqual(block == four ? 1 : 0, block.Statistics.NullTasks);
            Assert.AreEqual(block == four ? 2 : 3, block.Statistics.Released);
        }
    }

    [TestMethod]
    public async Task OutputCount_CountsWhatCanBeTaken()
    {
        using var goOn = new ManualResetEventSlim();
        IEnumerable<int> Outputs(int item)
        {
            yield return item;
            yield return item;
            if (item == 1)
            {
                Wait.ForEvent(goOn);
                yield return item;
            }
        }

        var block = new OrderedTransformManyBlock<int, int>(Outputs, new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = 2 });
        for (int item = 0; item < 4; item++)
        {
            block.Post(item);
        }

        Wait.Until(() => block.OutputCount == 4, "those of 0, and two of 1");
        Wait.Until(() => block.Statistics.Waiting + block.Statistics.Running == 4 && block.InputCount == 0, "all started");
        Assert.AreEqual(4, block.OutputCount);
        Assert.AreEqual(0, block.Receive(Wait.Limit));
        Assert.AreEqual(3, block.OutputCount);
        goOn.Set();
        Wait.Until(() => block.OutputCount == 8, "all but one");
        Assert.IsTrue(block.TryReceiveAll(out IList<int>? rest));
        CollectionAssert.AreEqual(s_rest, rest.ToArray());
        block.Complete();
        await block.Completion.WithTimeout();
    }

    private static OrderedTransformManyBlock<int, int> Create(DelegateShape shape, int dop, int capacity, WorkerThreadMode threads) =>
        ManyBlocks.Create(
            shape,
            OutputsOf,
            new OrderedBlockOptions { MaxDegreeOfParallelism = dop, BoundedCapacity = capacity, WorkerThreadMode = threads });

    // From none to twelve.
    private static IEnumerable<int> OutputsOf(int item)
    {
        for (int i = 0; i < item * 7 % 13; i++)
        {
            yield return (item * 100) + i;
        }
    }

    private static async Task Send(OrderedTransformManyBlock<int, int> block)
    {
        for (int item = 0; item < Items; item++)
        {
            Assert.IsTrue(await block.SendAsync(item).WithTimeout());
        }

        block.Complete();
    }

    private static void AssertAllReleased(OrderedTransformManyBlock<int, int> block) =>
        Assert.AreEqual("300 admitted = 300 released + 0 failed + 0 dropped + 0 queued + 0 running + 0 waiting", $"{block.Statistics}");
}
