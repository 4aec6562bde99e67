using OrderedBlocks.Tests.Support;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Keys;

/// <summary>One item of a key at a time, in order; the output in the order of the input. By all ways in which a block runs.</summary>
[TestClass]
public sealed class KeyOrderTests
{
    private const int Items = 20_000;

    public enum Way
    {
        Pool,
        Unlimited,
        OneMessageATask,
        Dedicated,
        CallerRuns,
        OwnScheduler,
        InlineScheduler,
        SingleProducer,
    }

    [TestMethod]
    [DataRow(Way.Pool, 1)]
    [DataRow(Way.Pool, 3)]
    [DataRow(Way.Pool, 1000)]
    [DataRow(Way.Unlimited, 5)]
    [DataRow(Way.OneMessageATask, 3)]
    [DataRow(Way.Dedicated, 3)]
    [DataRow(Way.CallerRuns, 3)]
    [DataRow(Way.CallerRuns, 100)]
    [DataRow(Way.OwnScheduler, 3)]
    [DataRow(Way.InlineScheduler, 3)]
    [DataRow(Way.SingleProducer, 3)]
    public async Task Items_OfASynchronousDelegate_StartInTheOrderOfTheirKey(Way way, int keys)
    {
        KeyedItem[] items = KeyedItem.Create(Items, keys, seed: keys, out int[] counts);
        var monitor = new KeyMonitor(keys);
        var block = new OrderedTransformBlock<KeyedItem, KeyedItem>(monitor.Run, Options(way));

        await AssertPasses(block, items);

        monitor.AssertExact(counts);
    }

    [TestMethod]
    [DataRow(Way.Pool, 1)]
    [DataRow(Way.Pool, 3)]
    [DataRow(Way.Unlimited, 100)]
    [DataRow(Way.OneMessageATask, 3)]
    [DataRow(Way.Dedicated, 3)]
    [DataRow(Way.OwnScheduler, 3)]
    [DataRow(Way.InlineScheduler, 3)]
    public async Task Items_OfAnAsynchronousDelegate_StartInTheOrderOfTheirKey(Way way, int keys)
    {
        KeyedItem[] items = KeyedItem.Create(Items, keys, seed: keys, out int[] counts);
        var monitor = new KeyMonitor(keys);
        var block = new OrderedTransformBlock<KeyedItem, KeyedItem>(monitor.RunAsync, Options(way));

        await AssertPasses(block, items);

        monitor.AssertExact(counts);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Items_WithOneWorker_AllRun(bool pends)
    {
        KeyedItem[] items = KeyedItem.Create(2000, 3, seed: 1, out int[] counts);
        var monitor = new KeyMonitor(3);
        OrderedBlockOptions<KeyedItem, int> options = Options(Way.Pool);
        options.MaxDegreeOfParallelism = 1;
        OrderedTransformBlock<KeyedItem, KeyedItem> block = pends ? new(monitor.RunAsync, options) : new(monitor.Run, options);

        await AssertPasses(block, items);

        monitor.AssertExact(counts);
        Assert.AreEqual(1, monitor.Highest);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Produce_OfAnActionBlock_IsOrderedByKeyAndConsumeByAll(bool pends)
    {
        KeyedItem[] items = KeyedItem.Create(Items, 5, seed: 5, out int[] counts);
        var monitor = new KeyMonitor(5);
        List<KeyedItem> consumed = [];
        OrderedActionBlock<KeyedItem, KeyedItem> block = pends
            ? new(monitor.RunAsync, consumed.Add, Options(Way.Pool))
            : new(monitor.Run, consumed.Add, Options(Way.Pool));

        foreach (KeyedItem item in items)
        {
            Assert.IsTrue(await Await.Ends(block.SendAsync(item)));
        }

        block.Complete();
        await Await.Ends(block.Completion);

        CollectionAssert.AreEqual(items, consumed);
        monitor.AssertExact(counts);
    }

    [TestMethod]
    public async Task Mesh_OfKeyedBlocks_KeepsTheOrderInEach()
    {
        KeyedItem[] items = KeyedItem.Create(Items, 7, seed: 7, out int[] counts);
        KeyMonitor[] monitors = [new(7), new(7), new(7)];
        OrderedTransformBlock<KeyedItem, KeyedItem>[] blocks =
        [
            new(monitors[0].Run, Options(Way.Pool)),
            new(monitors[1].RunAsync, Options(Way.Unlimited)),
            new(monitors[2].Run, Options(Way.CallerRuns)),
        ];
        blocks[0].LinkTo(blocks[1], new DataflowLinkOptions { PropagateCompletion = true });
        blocks[1].LinkTo(blocks[2], new DataflowLinkOptions { PropagateCompletion = true });

        await AssertPasses(blocks[0], items, blocks[2]);

        foreach (KeyMonitor monitor in monitors)
        {
            monitor.AssertExact(counts);
        }
    }

    [TestMethod]
    public async Task Items_OfManySenders_StartInTheOrderOfTheOutput()
    {
        const int Senders = 4;
        const int Each = 5000;
        List<int>[] started = [[], [], []];
        var block = new OrderedTransformBlock<int, int>(
            item =>
            {
                // Without a lock: nobody else is in this list.
                started[item % 3].Add(item);
                return item;
            },
            new OrderedBlockOptions<int, int> { KeySelector = static item => item % 3, MaxDegreeOfParallelism = 4, BoundedCapacity = 50 });
        List<int> output = [];
        var sink = new ActionBlock<int>(output.Add);
        block.LinkTo(sink, new DataflowLinkOptions { PropagateCompletion = true });
        await Await.Ends(Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            for (int number = 0; number < Each; number++)
            {
                Assert.IsTrue(await block.SendAsync((number * Senders) + sender));
            }
        }))));
        block.Complete();
        await Await.Ends(sink.Completion);

        Assert.HasCount(Senders * Each, output);
        for (int key = 0; key < 3; key++)
        {
            CollectionAssert.AreEqual(output.Where(item => item % 3 == key).ToArray(), started[key]);
        }
    }

    private static OrderedBlockOptions<KeyedItem, int> Options(Way way) => new()
    {
        KeySelector = static item => item.Key,
        BoundedCapacity = way == Way.Unlimited ? DataflowBlockOptions.Unbounded : 64,
        MaxDegreeOfParallelism = way == Way.Unlimited ? DataflowBlockOptions.Unbounded : 4,
        MaxMessagesPerTask = way == Way.OneMessageATask ? 1 : DataflowBlockOptions.Unbounded,
        WorkerThreadMode = way == Way.Dedicated ? WorkerThreadMode.Dedicated : WorkerThreadMode.Pool,
        CallerRuns = way == Way.CallerRuns,
        SingleProducerConstrained = way == Way.SingleProducer,
        TaskScheduler = way switch
        {
            Way.OwnScheduler => new CountingScheduler(),
            Way.InlineScheduler => new InlineScheduler(),
            _ => TaskScheduler.Default,
        },
    };

    private static async Task AssertPasses(
        OrderedTransformBlock<KeyedItem, KeyedItem> block,
        KeyedItem[] items,
        OrderedTransformBlock<KeyedItem, KeyedItem>? last = null)
    {
        List<KeyedItem> output = [];
        var sink = new ActionBlock<KeyedItem>(output.Add);
        (last ?? block).LinkTo(sink, new DataflowLinkOptions { PropagateCompletion = true });
        foreach (KeyedItem item in items)
        {
            Assert.IsTrue(await Await.Ends(block.SendAsync(item)));
        }

        block.Complete();
        await Await.Ends(sink.Completion);
        await Await.Ends(block.Completion);

        CollectionAssert.AreEqual(items, output);
        KeyedBlocks.AssertAtRest(block);
    }
}
