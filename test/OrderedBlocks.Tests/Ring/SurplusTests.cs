using OrderedBlocks.Ring;
using OrderedBlocks.Ring.Stealing;

namespace OrderedBlocks.Tests.Ring;

/// <summary>What workers claim while there are more of them than there may be: one thread, every step spelled out.</summary>
[TestClass]
public sealed class SurplusTests
{
    private static readonly int[] s_items = [10, 11, 12];

    private readonly WorkerCounts _tally = new(max: 2);

    [TestInitialize]
    public void Join()
    {
        Assert.IsTrue(_tally.TryJoin());
        Assert.IsTrue(_tally.TryJoin());
    }

    [TestMethod]
    public void TryClaim_TooManyWorkers_ClaimsNothing()
    {
        var ring = new OrderedRing<int, int>(8, default);
        Assert.AreEqual(3, ring.TryAdmitRange(s_items));
        _tally.Max = 1;
        Assert.AreEqual(0, ring.TryClaim(3, out _, _tally));
        Assert.AreEqual(0, ring.ClaimedCount);
        _tally.LeaveBusy();
        Assert.AreEqual(3, ring.TryClaim(3, out Position first, _tally));
        Assert.AreEqual(default, first);
    }

    [TestMethod]
    public void TryClaim_TooManyWorkers_SomebodyElseClaims()
    {
        var ring = new OrderedRing<int, int>(8, default);
        Assert.AreEqual(3, ring.TryAdmitRange(s_items));
        _tally.Max = 0;
        Assert.AreEqual(2, ring.TryClaim(2, out Position first));
        Assert.AreEqual(default, first);
    }

    [TestMethod]
    public void TryTakeLeftover_TooManyWorkers_TakesNothing()
    {
        var stolen = new StolenItems();
        stolen.Add(default, Position.FromNumber(2));
        _tally.Max = 1;
        Assert.IsFalse(stolen.TryTake(out _, _tally));
        Assert.AreEqual(2, stolen.Count);
        _tally.LeaveBusy();
        Assert.IsTrue(stolen.TryTake(out Position position, _tally));
        Assert.AreEqual(default, position);
        _tally.Max = 0;
        Assert.IsTrue(stolen.TryTake(out position));
        Assert.AreEqual(Position.FromNumber(1), position);
        Assert.AreEqual(0, stolen.Count);
    }
}
