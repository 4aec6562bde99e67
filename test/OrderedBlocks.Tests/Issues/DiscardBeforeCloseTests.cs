using OrderedBlocks.Ring;

namespace OrderedBlocks.Tests.Issues;

/// <summary>
/// A block is abandoned first and closed after it. A release between the two finds everything settled and may throw nothing
/// away yet; if the close does not tell of what is left to do, the block never ends.
/// </summary>
[TestClass]
public sealed class DiscardBeforeCloseTests
{
    [TestMethod]
    [DataRow(4L)]
    [DataRow(OrderedRing<int, int>.Unbounded)]
    public void CanSettleMore_ClosedAfterAllWasSettled_IsTrueUntilItIsDiscarded(long capacity)
    {
        var ring = new OrderedRing<int, int>(capacity, default);
        ring.TryAdmit(1);
        ring.TryClaim(out Position position);
        ring.Complete(position, 1);

        Assert.IsTrue(ring.CanDiscardMore());
        Assert.IsFalse(ring.TryDiscard(out _), "the ring is open");
        Assert.IsFalse(ring.CanDiscardMore(), "there is nothing to do while it is open");

        ring.Close();
        Assert.IsTrue(ring.CanDiscardMore(), "there is something to throw away now");
        Assert.IsTrue(ring.TryDiscard(out long discarded));
        Assert.AreEqual(1, discarded);
        Assert.IsFalse(ring.CanDiscardMore());
        Assert.IsTrue(ring.IsFinished);
    }
}
