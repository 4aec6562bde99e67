using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;
using static System.Threading.Tasks.Dataflow.DataflowMessageStatus;

namespace OrderedBlocks.Tests.Conformance;

/// <summary>Section B, the block as a source: calls from inside an offer.</summary>
[TestClass]
public abstract class ReentrancyConformance<TSubject> : BlockConformance<TSubject>
    where TSubject : BlockSubject, new()
{
    /// <summary>B7: a target consumes what it is just being offered.</summary>
    [TestMethod]
    public void OfferMessage_TargetConsumesInside_EveryItemComesOnce()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 8));
        var consumed = new Log<int>();
        block.LinkTo(new ScriptedTarget(offer =>
        {
            Assert.IsTrue(offer.TryConsume(out int value));
            Assert.IsFalse(offer.TryConsume(out _));
            consumed.Add(value);
            return Accepted;
        }));

        PostAll(block, 1, 2, 3, 4);

        AssertItems([1, 2, 3, 4], consumed.WaitForCount(4));
        WaitForOutput(block, 0);
    }

    /// <summary>B7, B2: a target reserves what it is just being offered, and consumes it later.</summary>
    [TestMethod]
    public void OfferMessage_TargetReservesInside_OthersAreNotAsked()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 4));
        var reserving = new ScriptedTarget(offer => offer.Reserve() ? Postponed : Declined);
        var other = new ScriptedTarget();
        block.LinkTo(reserving);
        block.LinkTo(other);
        PostAll(block, 1, 2);

        foreach (int item in Enumerable.Range(1, 2))
        {
            Assert.IsTrue(reserving.WaitForOffers(item)[^1].TryConsume(out int value));
            Assert.AreEqual(item, value);
        }

        Assert.IsEmpty(other.Offers);
    }

    /// <summary>B7: reserving and releasing inside every offer must not make the block offer for ever.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void OfferMessage_TargetReservesAndReleasesInside_BlockComesToRest(bool linkFirst)
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 4));
        int offers = 0;
        var fickle = new ScriptedTarget(offer =>
        {
            if (++offers > 100)
            {
                // the block does not come to rest; let it go, so that the test fails and does not hang
                return Accepted;
            }

            Assert.IsTrue(offer.Reserve());
            offer.Release();
            return Declined;
        });
        if (linkFirst)
        {
            block.LinkTo(fickle);
        }

        PostAll(block, 1, 2);
        WaitForOutput(block, 2);
        if (!linkFirst)
        {
            block.LinkTo(fickle);
        }

        fickle.WaitForOffers(1);
        Assert.IsTrue(Output(block).TryReceive(out int first));
        Assert.AreEqual(1, first);
        Wait.Until(() => fickle.OfferedValues.Contains(2), "The next head is not offered.");
        Assert.IsTrue(Output(block).TryReceive(out int second));
        Assert.AreEqual(2, second);

        // a release may have the head offered once more, not again and again
        int[] offered = fickle.OfferedValues;
        AssertItems([1, 2], offered.Distinct());
        Assert.IsTrue(offered.CountBy(item => item).All(count => count.Value <= 2), string.Join(", ", offered));
    }

    /// <summary>B7: a target takes itself off the list while it is offered, and still takes this one item.</summary>
    [TestMethod]
    public void OfferMessage_TargetUnlinksInside_IsTheLastItemItIsOffered()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 4));
        IDisposable? link = null;
        var leaving = new ScriptedTarget(_ =>
        {
            link!.Dispose();
            return Accepted;
        });
        var staying = new ScriptedTarget();
        link = block.LinkTo(leaving);
        block.LinkTo(staying);

        PostAll(block, 1, 2, 3);

        AssertItems([2, 3], staying.WaitForTaken(2));
        AssertItems([1], leaving.Taken);
        AssertItems([1], leaving.OfferedValues);
    }
}
