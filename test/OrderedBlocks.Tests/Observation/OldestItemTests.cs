using OrderedBlocks.Observation;
using OrderedBlocks.Tests.Observation.Support;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Observation;

/// <summary>The age of the oldest item, from looks alone: never too large, and too small by one look at the most.</summary>
[TestClass]
public sealed class OldestItemTests
{
    [TestMethod]
    public void Age_OfARealBlock_IsThatOfTheHeadSinceItWasSeen()
    {
        using var metrics = new OwnMetrics();
        using Readings readings = metrics.Listen("orderedblocks.item.oldest.age");
        var block = new OrderedTransformBlock<int, int>(
            static item => item, new ExecutionDataflowBlockOptions { NameFormat = "age" });
        metrics.Register(block.Core);
        List<string> ages = [];
        void LookAfter(double seconds)
        {
            metrics.Time.Advance(seconds);
            ages.Add(readings.Of("age").Single());
        }

        LookAfter(1);
        Post(block, 1, 2);
        LookAfter(10);
        LookAfter(15);
        Post(block, 3);
        LookAfter(15.5);
        Receive(block, 1);
        LookAfter(10);
        Receive(block, 2);
        LookAfter(10);
        Receive(block, 3);
        LookAfter(10);
        block.Complete();

        Lines.AreExactly(ages.Select(static line => line.Split(' ')[1]), "0", "0", "15", "30.5", "40.5", "20", "0");
    }

    // Two blocks of a name: the older of the two oldest items.
    [TestMethod]
    public void Age_OfBlocksOfOneName_IsTheLargest()
    {
        using var metrics = new OwnMetrics();
        using Readings readings = metrics.Listen("orderedblocks.item.oldest.age");
        var options = new ExecutionDataflowBlockOptions { NameFormat = "age" };
        var first = new OrderedTransformBlock<int, int>(static item => item, options);
        var second = new OrderedTransformBlock<int, int>(static item => item, options);
        metrics.Register(first.Core);
        metrics.Register(second.Core);
        Post(first, 1);
        readings.Of("age");
        Post(second, 1);
        metrics.Time.Advance(5);
        readings.Of("age");
        metrics.Time.Advance(3);

        Lines.AreExactly(readings.Of("age"), "item.oldest.age 8");
        Receive(first, 1);
        Lines.AreExactly(readings.Of("age"), "item.oldest.age 3");
        first.Complete();
        second.Complete();
    }

    // Items come at times that are known, the head follows far behind: the figure is compared with the truth.
    [TestMethod]
    [DataRow(5, 0.0)]
    [DataRow(60, 0.0)]
    [DataRow(500, 0.10)]
    [DataRow(50_000, 0.35)]
    public void Look_WithAHeadThatIsSoManyLooksBehind_IsAtMostALookAndThisPartTooSmall(int behind, double part)
    {
        var oldest = new OldestItem();
        int looks = (behind * 3) + 100;
        for (int look = 1; look <= looks; look++)
        {
            // An item comes at 10, 20, 30 and so on; it is looked 5 later. Item n is the position n - 1.
            long now = (look * 10) + 5;
            long passed = Math.Max(0, look - behind);
            long since = oldest.Look(look, now, passed);
            long truth = now - ((passed + 1) * 10);
            long age = now - since;
            Assert.IsLessThanOrEqualTo(truth, age, $"look {look}");
            Assert.IsGreaterThanOrEqualTo((truth - 10) * (1 - part), age, $"look {look}");
        }
    }

    [TestMethod]
    public void Look_AtAnEmptyBlock_SaysNow()
    {
        var oldest = new OldestItem();
        Assert.AreEqual(7, oldest.Look(taken: 0, now: 7, passed: 0));
        Assert.AreEqual(8, oldest.Look(taken: 3, now: 8, passed: 3));

        // The head may have gone on after the number was read.
        Assert.AreEqual(9, oldest.Look(taken: 4, now: 9, passed: 6));
        Assert.AreEqual(10, oldest.Look(taken: 7, now: 10, passed: 6));
        Assert.AreEqual(10, oldest.Look(taken: 7, now: 11, passed: 6));
        Assert.AreEqual(12, oldest.Look(taken: 8, now: 12, passed: 7));
    }

    private static void Post(OrderedTransformBlock<int, int> block, params int[] items)
    {
        foreach (int item in items)
        {
            Assert.IsTrue(block.Post(item));
        }
    }

    private static void Receive(OrderedTransformBlock<int, int> block, int item) =>
        Assert.AreEqual(item, block.Receive(Wait.Limit));
}
