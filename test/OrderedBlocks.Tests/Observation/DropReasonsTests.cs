using OrderedBlocks.Observation;

namespace OrderedBlocks.Tests.Observation;

/// <summary>Each reason has a name of its own and a counter.</summary>
[TestClass]
public sealed class DropReasonsTests
{
    [TestMethod]
    public void NameOf_EachReason_IsAnotherOne()
    {
        string[] names = [.. Enum.GetValues<LossReason>().Select(DropReasons.NameOf)];
        Assert.AreEqual(names.Length, names.Distinct().Count());
        foreach (string name in names)
        {
            StringAssert.Matches(name, new System.Text.RegularExpressions.Regex("^[a-z_]+$"));
        }
    }

    [TestMethod]
    public void Counters_OfDrops_AreAllReasonsButTheFailure()
    {
        string[] expected =
            [.. Enum.GetValues<LossReason>().Where(static reason => reason != LossReason.Failed).Select(DropReasons.NameOf)];
        CollectionAssert.AreEqual(expected, BlockCounter.Drops.Select(static counter => counter.DropReason).ToArray());
        CollectionAssert.AreEqual(
            Enumerable.Range(0, BlockCounter.All.Count).ToArray(), BlockCounter.All.Select(static counter => counter.Index).ToArray());
    }

    // What the statistics call dropped is what is reported by reason.
    [TestMethod]
    public void Losses_OfEachReason_AreReadByTheirCounter()
    {
        var block = new OrderedTransformBlock<int, int>(static item => item);
        foreach (LossReason reason in DropReasons.All)
        {
            block.Core.Losses.Add(reason, 10 + (int)reason);
        }

        CollectionAssert.AreEqual(
            DropReasons.All.Select(static reason => 10L + (int)reason).ToArray(),
            BlockCounter.Drops.Select(counter => counter.Read(block.Core)).ToArray());
    }
}
