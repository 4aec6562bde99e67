using OrderedBlocks.Ring;
using OrderedBlocks.Ring.Stealing;

namespace OrderedBlocks.Tests.Ring;

/// <summary>What is left of a batch: who may take it, where there are more workers than the limit allows.</summary>
[TestClass]
public sealed class StolenItemsTests
{
    private static readonly Position s_first = Position.FromNumber(0);

    private readonly StolenItems _leftovers = new();
    private readonly WorkerCounts _tally = new(2);

    [TestInitialize]
    public void HaveTwoWorkersWhereOneMayBe()
    {
        _leftovers.Add(s_first, s_first + 3);
        for (int i = 0; i < 2; i++)
        {
            Assert.IsTrue(_tally.TryStartWorker());
            _tally.EndSearch();
        }

        _tally.Max = 1;
    }

    [TestMethod]
    public void TryTake_AboveTheLimit_TakesNothing()
    {
        Assert.IsFalse(_leftovers.TryTake(out _, _tally));
        Assert.IsFalse(_leftovers.TryTake(out _, _tally, s_first.Next, excused: 1));
        Assert.AreEqual(3, _leftovers.Count);
    }

    [TestMethod]
    public void TryTake_OfTheHeadWhileTheOthersWaitForIt_TakesIt()
    {
        Assert.IsTrue(_leftovers.TryTake(out Position position, _tally, s_first, excused: 1));
        Assert.AreEqual(s_first, position);
        Assert.IsFalse(_leftovers.TryTake(out _, _tally, s_first, excused: 1));
    }

    [TestMethod]
    public void TryTake_InAPause_TakesNothing()
    {
        _tally.Max = 0;
        Assert.IsFalse(_leftovers.TryTake(out _, _tally, s_first, excused: 1));
    }

    [TestMethod]
    public void TryTake_ByNobodyOfTheTally_TakesTheFirst()
    {
        Assert.IsTrue(_leftovers.TryTake(out Position position));
        Assert.AreEqual(s_first, position);
        Assert.IsTrue(_leftovers.IsFirst(s_first.Next));
        Assert.IsFalse(_leftovers.IsFirst(s_first));
    }

    [TestMethod]
    public void TryEnlistFor_ThoseThatWait_GoesPastTheLimitAndNotPastTheHighest()
    {
        // One of two waits, and there were never more than two.
        Assert.IsFalse(_tally.TryStartWorkerFor(excused: 2));
        _tally.LeaveBusy();
        Assert.IsFalse(_tally.TryStartWorker());
        Assert.IsTrue(_tally.TryStartWorkerFor(excused: 1));
        Assert.IsFalse(_tally.ExceedsLimitWithout(excused: 1));
        Assert.IsTrue(_tally.ExceedsLimit);
        _tally.EndSearch();
        _tally.LeaveBusy();
        _tally.Max = 0;
        Assert.IsFalse(_tally.TryStartWorkerFor(excused: 2));
    }
}
