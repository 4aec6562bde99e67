using OrderedBlocks.Tests.Support;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Keys;

/// <summary>A key whose item takes long holds up its own items and no others, until the block is full.</summary>
[TestClass]
public sealed class HotKeyTests
{
    private const int Capacity = 40;

    // Negative items are of the hot key, each other one has a key of its own.
    private static readonly Func<int, int> s_key = static item => Math.Max(-1, item);

    private readonly Gate _gate = new();

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Others_BesideAHotKey_AreStartedUntilTheBlockIsFull(bool blocksThread)
    {
        OrderedTransformBlock<int, int> block = Create(blocksThread, workers: 3);
        int[] items = [.. Enumerable.Range(0, Capacity).Select(static place => place % 4 == 0 ? -1 - place : place)];
        foreach (int item in items)
        {
            Assert.IsTrue(block.Post(item));
        }

        Assert.IsFalse(block.Post(1000));
        int[] others = [.. items.Where(static item => item > 0)];
        _gate.Open(others);
        _gate.WaitForStarts(others.Length + 1);
        Await.Until(() => block.Statistics.Waiting == others.Length, $"all others are done: {block.Statistics}");

        CollectionAssert.AreEquivalent(others.Append(items[0]).ToArray(), _gate.Started);
        OrderedBlockStatistics now = block.Statistics;
        Assert.AreEqual((Capacity / 4) - 1, now.Queued);
        Assert.AreEqual(1, now.Running);
        Assert.AreEqual(Capacity, now.Admitted);
        Assert.AreEqual((Capacity / 4) - 1, block.InputCount);
        Assert.AreEqual(0, block.OutputCount);
        Assert.AreEqual(1, KeyedBlocks.TableOf(block).Count);
        KeyedBlocks.AssertBalanced(now);
        Assert.IsFalse(block.Post(1000));

        _gate.OpenAll();
        foreach (int item in items)
        {
            Assert.AreEqual(item, await Await.Ends(block.ReceiveAsync()));
        }

        CollectionAssert.AreEqual(
            items.Where(static item => item < 0).ToArray(), _gate.Started.Where(static item => item < 0).ToArray());
        KeyedBlocks.AssertAtRest(block);
    }

    // One of two workers stands in the release of the first item; the other one is to be told of the key's next item.
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task NextOfTheKey_WhileItsWorkerIsHeldUpByATarget_IsStarted(bool cheapFirst)
    {
        using var open = new ManualResetEventSlim();
        using var isTwoParked = new ManualResetEventSlim();
        int first = cheapFirst ? 20_000 : 0;
        var started = new Log<int>();
        var block = new OrderedTransformBlock<int, int>(
            item =>
            {
                if (item == first)
                {
                    Wait.ForEvent(isTwoParked);
                }

                if (item >= first)
                {
                    started.Add(item);
                }

                return item;
            },
            new OrderedBlockOptions<int, int> { KeySelector = static _ => 0, MaxDegreeOfParallelism = 2 });
        var target = new ActionBlock<int>(static _ => { });
        block.LinkTo(target, new DataflowLinkOptions { PropagateCompletion = true }, item =>
        {
            if (item == first)
            {
                Wait.ForEvent(open);
            }

            return true;
        });
        for (int item = 0; item < first + 3; item++)
        {
            block.Post(item);
        }

        Await.Until(() => block.Core.Ring.UnclaimedCount == 0, "all are claimed");
        isTwoParked.Set();
        CollectionAssert.AreEqual(Enumerable.Range(first, 3).ToArray(), started.WaitForCount(3));

        open.Set();
        block.Complete();
        await Await.Ends(target.Completion);
        KeyedBlocks.AssertAtRest(block);
    }

    [TestMethod]
    public async Task MillionKeys_LeaveNothingBehind()
    {
        const int Keys = 1_000_000;
        var block = new OrderedTransformBlock<int, int>(
            static item => item,
            new OrderedBlockOptions<int, int> { KeySelector = static item => item, MaxDegreeOfParallelism = 2, BoundedCapacity = 256 });
        int next = 0;
        var sink = new ActionBlock<int>(item => Assert.AreEqual(next++, item));
        block.LinkTo(sink, new DataflowLinkOptions { PropagateCompletion = true });
        int most = 0;
        for (int item = 0; item < Keys; item++)
        {
            if (!block.Post(item))
            {
                Assert.IsTrue(await block.SendAsync(item));
            }

            most = Math.Max(most, KeyedBlocks.TableOf(block).Count);
        }

        block.Complete();
        await Await.Ends(sink.Completion);

        Assert.AreEqual(Keys, next);
        Assert.IsLessThanOrEqualTo(2, most);
        KeyedBlocks.AssertAtRest(block);
        Assert.IsLessThanOrEqualTo(2, KeyedBlocks.TableOf(block).KeptCount);
    }

    [TestMethod]
    public async Task ManyParked_KeepNoMoreThanAreAllowed()
    {
        const int Items = 20_000;
        OrderedTransformBlock<int, int> block = Create(blocksThread: false, workers: 3, capacity: DataflowBlockOptions.Unbounded);
        for (int item = 1; item <= Items; item++)
        {
            block.Post(-item);
        }

        Await.Until(() => KeyedBlocks.TableOf(block).WaitingCount == Items - 1, "all are parked");
        Assert.AreEqual(Items - 1, block.Statistics.Queued);
        _gate.OpenAll();
        for (int item = 1; item <= Items; item++)
        {
            Assert.AreEqual(-item, await Await.Ends(block.ReceiveAsync()));
        }

        KeyedBlocks.AssertAtRest(block);
    }

    private OrderedTransformBlock<int, int> Create(bool blocksThread, int workers, int capacity = Capacity)
    {
        OrderedBlockOptions<int, int> options = new()
        {
            KeySelector = s_key,
            MaxDegreeOfParallelism = workers,
            BoundedCapacity = capacity,
        };
        return blocksThread
            ? new OrderedTransformBlock<int, int>(item => _gate.Run(item).WaitAsync(Await.Limit).GetAwaiter().GetResult(), options)
            : new OrderedTransformBlock<int, int>(_gate.Run, options);
    }
}
