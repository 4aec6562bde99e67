using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Blocks.Many;

/// <summary>How many outputs are kept, in all and of one item: exact counts, with the head standing still.</summary>
/// <remarks>An enumerator is one output ahead of what is kept: it holds the one for which there is no room.</remarks>
[TestClass]
public sealed class ManyRoomTests
{
    public static IEnumerable<object[]> Shapes => ManyBlocks.Shapes.Select(static shape => new object[] { shape });

    [TestMethod]
    [DynamicData(nameof(Shapes))]
    public async Task OneItem_WithMillionsOfOutputs_KeepsAShare(DelegateShape shape)
    {
        const int Share = 100;
        const int Count = 2_000_000;
        int count = shape is DelegateShape.AsyncEnumerable or DelegateShape.AsyncEnumerableWithToken ? Count / 10 : Count;
        long taken = 0;
        long most = 0;
        IEnumerable<int> Outputs(int item)
        {
            for (int i = 0; i < count; i++)
            {
                // An output counts from the moment it is made until it has been taken.
                most = Math.Max(most, i + 1 - Volatile.Read(ref taken));
                yield return i;
            }
        }

        OrderedTransformManyBlock<int, int> block = ManyBlocks.Create(
            shape, Outputs, new OrderedBlockOptions { OutputCapacity = 1000, OutputCapacityPerItem = Share });
        block.Post(0);
        block.Complete();
        int[] some = new int[64];
        int next = 0;
        while (await block.OutputAvailableAsync().WithTimeout())
        {
            while (true)
            {
                // Before they are taken: what is made meanwhile must not seem to be kept.
                int got = block.TryReceiveRange(some);
                if (got == 0)
                {
                    break;
                }

                Volatile.Write(ref taken, taken + got);
                for (int i = 0; i < got; i++)
                {
                    Assert.AreEqual(next++, some[i]);
                }
            }
        }

        Assert.AreEqual(count, next);
        await block.Completion.WithTimeout();

        // The share, the one ahead, and those of a batch that are taken and not counted yet.
        Assert.IsLessThanOrEqualTo(Share + 1 + some.Length, most);
    }

    [TestMethod]
    [DataRow(1, 1, 2)]
    [DataRow(4, 1, 3)]
    [DataRow(10, 3, 2)]
    [DataRow(10, 3, 4)]
    [DataRow(100, 10, 3)]
    [DataRow(100, 100, 2)]
    [DataRow(7, 3, 8)]
    public async Task Items_BehindAHeadThatMakesNothing_GetAsFarAsTheirShares(int capacity, int share, int dop)
    {
        // The head has its share for itself. The others have what is left of the capacity, and none more than a share.
        using var goOn = new ManualResetEventSlim();
        TrackedOutputs[] items = new TrackedOutputs[dop];
        for (int i = 0; i < dop; i++)
        {
            items[i] = new TrackedOutputs(i * 1000, 500) { OnStep = i > 0 ? static () => { } : () => Wait.ForEvent(goOn) };
        }

        OrderedTransformManyBlock<int, int> block = Create(items, capacity, share, dop);
        int ahead = Math.Min(capacity - share, (dop - 1) * share);
        Wait.Until(() => Stands(items, dop - 1, ahead), "those behind stand still");
        Assert.AreEqual(0, block.OutputCount);

        goOn.Set();
        await AssertComesOut(block, items);
    }

    [TestMethod]
    [DataRow(1, 1, 2)]
    [DataRow(10, 3, 4)]
    [DataRow(100, 10, 3)]
    [DataRow(8, 2, 4)]
    public async Task Items_ThatNobodyTakes_FillTheCapacity(int capacity, int share, int dop)
    {
        TrackedOutputs[] items = [.. Enumerable.Range(0, dop).Select(static i => new TrackedOutputs(i * 1000, 500))];
        OrderedTransformManyBlock<int, int> block = Create(items, capacity, share, dop);
        int kept = share + Math.Min(capacity - share, (dop - 1) * share);
        Wait.Until(() => Stands(items, dop, kept), "all stand still");
        Wait.Until(() => block.OutputCount == share, "the head's share");
        Assert.AreEqual(share + 1, items[0].Produced);
        for (int i = 0; i < share; i++)
        {
            Assert.AreEqual(i, block.Receive(Wait.Limit));
        }

        await AssertComesOut(block, items, share);
    }

    [TestMethod]
    public async Task Head_WithoutRoomForOthers_StreamsThrough()
    {
        // One output is all that is kept, and 20 items make 50 each.
        TrackedOutputs[] items = [.. Enumerable.Range(0, 20).Select(static i => new TrackedOutputs(i * 1000, 50))];
        OrderedTransformManyBlock<int, int> block = Create(items, capacity: 1, share: 1, dop: 4);
        await AssertComesOut(block, items);
    }

    [TestMethod]
    public async Task Place_OfAnItem_IsHeldUntilItsLastOutputHasLeft()
    {
        var block = new OrderedTransformManyBlock<int, int>(
            static item => [item, item + 1, item + 2], new OrderedBlockOptions { BoundedCapacity = 2, OutputCapacity = 100 });
        Assert.IsTrue(block.Post(0));
        Assert.IsTrue(block.Post(10));
        Wait.Until(() => block.OutputCount == 6, "all made");
        Assert.IsFalse(block.Post(20));
        Task<bool> sent = block.SendAsync(20);
        Assert.AreEqual(0, block.Receive(Wait.Limit));
        Assert.AreEqual(1, block.Receive(Wait.Limit));
        Assert.IsFalse(sent.IsCompleted);
        Assert.AreEqual(2, block.Receive(Wait.Limit));
        Assert.IsTrue(await sent.WithTimeout());
        block.Complete();
        foreach (int output in new[] { 10, 11, 12, 20, 21, 22 })
        {
            Assert.AreEqual(output, block.Receive(Wait.Limit));
        }

        await block.Completion.WithTimeout();
    }

    [TestMethod]
    public void Default_OfTheOutputCapacity_IsTheCapacityOfTheBlock()
    {
        foreach ((int capacity, int dop, int share) in new[] { (1, 1, 1), (8, 1, 4), (9, 2, 3), (2, 8, 1), (100, 4, 20) })
        {
            var outputs = new TrackedOutputs(0, 500);
            var block = new OrderedTransformManyBlock<int, int>(
                _ => outputs, new ExecutionDataflowBlockOptions { BoundedCapacity = capacity, MaxDegreeOfParallelism = dop });
            block.Post(0);
            Wait.Until(() => block.OutputCount == share, "the share");
            Wait.Until(() => outputs.Produced == share + 1, "one ahead");
            block.Complete();
            for (int i = 0; i < 500; i++)
            {
                Assert.AreEqual(i, block.Receive(Wait.Limit));
            }
        }
    }

    [TestMethod]
    public void Unbounded_IsNotLimited()
    {
        using var goOn = new ManualResetEventSlim();
        var first = new TrackedOutputs(0, 5) { OnStep = () => Wait.ForEvent(goOn) };
        var second = new TrackedOutputs(10, 100_000);
        var block = new OrderedTransformManyBlock<int, int>(
            item => item == 0 ? first : second,
            new OrderedBlockOptions { BoundedCapacity = 2, OutputCapacity = -1, MaxDegreeOfParallelism = 2 });
        block.Post(0);
        block.Post(1);
        Wait.Until(() => second.Disposed == 1, "the end of the second");
        goOn.Set();
        Wait.Until(() => block.OutputCount == 100_005, "all outputs");
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(-2)]
    public void Options_OutOfRange_Throw(int value)
    {
        var options = new OrderedBlockOptions();
        ArgumentOutOfRangeException error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => options.OutputCapacity = value);
        Assert.Contains("OutputCapacity must be 1 or more, -1 for no limit, or null.", error.Message);
        error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => options.OutputCapacityPerItem = value);
        Assert.Contains("OutputCapacityPerItem must be 1 or more, or null.", error.Message);
        Assert.IsNull(options.OutputCapacity);
        Assert.IsNull(options.OutputCapacityPerItem);
    }

    [TestMethod]
    public void Constructor_ShareBeyondTheCapacity_SaysWhatWouldBeValid()
    {
        var options = new OrderedBlockOptions { BoundedCapacity = 10, OutputCapacityPerItem = 11 };
        ArgumentException error =
            Assert.ThrowsExactly<ArgumentException>(() => new OrderedTransformManyBlock<int, int>(static item => [item], options));
        Assert.AreEqual("dataflowBlockOptions", error.ParamName);
        Assert.Contains("OutputCapacityPerItem must not be larger than OutputCapacity, which is 10", error.Message);
        _ = new OrderedTransformBlock<int, int>(static item => item, options);
    }

    private static OrderedTransformManyBlock<int, int> Create(TrackedOutputs[] items, int capacity, int share, int dop)
    {
        var block = new OrderedTransformManyBlock<int, int>(
            item => items[item],
            new OrderedBlockOptions { OutputCapacity = capacity, OutputCapacityPerItem = share, MaxDegreeOfParallelism = dop });
        for (int i = 0; i < items.Length; i++)
        {
            block.Post(i);
        }

        block.Complete();
        return block;
    }

    // So many of them have made what is kept of theirs, and one each.
    private static bool Stands(TrackedOutputs[] items, int started, int kept) =>
        items.Sum(static item => item.Produced) == kept + started && items.Count(static item => item.Produced > 0) == started;

    private static async Task AssertComesOut(OrderedTransformManyBlock<int, int> block, TrackedOutputs[] items, int taken = 0)
    {
        for (int i = 0; i < items.Length; i++)
        {
            for (int output = i == 0 ? taken : 0; output < items[i].Count; output++)
            {
                Assert.AreEqual((i * 1000) + output, await block.ReceiveAsync().WithTimeout());
            }
        }

        await block.Completion.WithTimeout();
        foreach (TrackedOutputs item in items)
        {
            Assert.AreEqual(1, item.Disposed);
            Assert.AreEqual(0, item.Overlaps);
        }
    }
}
