using OrderedBlocks.Ring;

namespace OrderedBlocks.Tests.Ring;

/// <summary>The ring by itself, one thread, every step spelled out.</summary>
[TestClass]
public sealed class OrderedRingTests
{
    public static IEnumerable<object[]> Starts =>
        [[0L], [(long)int.MaxValue - 5], [(1L << 32) - 5], [(1L << 60) - 5], [-5L]];

    [TestMethod]
    [DynamicData(nameof(Starts))]
    public void Items_ThroughASmallRing_ComeOutInOrderWhereverTheyStart(long start)
    {
        foreach (long capacity in new long[] { 1, 2, 3, 16, OrderedRing<int, int>.Unbounded })
        {
            var ring = new OrderedRing<int, int>(capacity, Position.FromNumber(start));
            for (int number = 0; number < 2000; number++)
            {
                Assert.AreEqual(AdmissionStatus.Admitted, ring.TryAdmit(number));
                Assert.IsTrue(ring.TryClaim(out Position position));
                Assert.AreEqual(Position.FromNumber(start) + number, position);
                Assert.IsTrue(ring.Complete(position, TakeInput(ring, position) * 2));
                Assert.IsTrue(ring.TryPeek(out int output));
                Assert.AreEqual(number * 2, output);
                ring.Pop();
            }

            Assert.IsFalse(ring.TryPeek(out _));
        }
    }

    [TestMethod]
    [DynamicData(nameof(Starts))]
    public void Segments_AcrossTheSeam_AreRecycled(long start)
    {
        var ring = new OrderedRing<int, int>(OrderedRing<int, int>.Unbounded, Position.FromNumber(start));
        for (int lap = 0; lap < 10; lap++)
        {
            for (int number = 0; number < 3000; number++)
            {
                ring.TryAdmit(number);
            }

            for (int number = 0; number < 3000; number++)
            {
                Assert.IsTrue(ring.TryClaim(out Position position));
                Assert.IsTrue(ring.Complete(position, TakeInput(ring, position)));
                Assert.IsTrue(ring.TryPeek(out int output));
                Assert.AreEqual(number, output);
                ring.Pop();
            }

            Assert.IsLessThanOrEqualTo(1, ring.Segments!.InstalledLengths.Count);
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(7)]
    [DataRow(1000)]
    [DataRow(20_000)]
    public void TryAdmit_AtTheCapacity_IsFull(int capacity)
    {
        var ring = new OrderedRing<int, int>(capacity, default);
        for (int number = 0; number < capacity; number++)
        {
            Assert.AreEqual(AdmissionStatus.Admitted, ring.TryAdmit(number));
        }

        Assert.AreEqual(AdmissionStatus.Full, ring.TryAdmit(-1));
        Assert.AreEqual(0, ring.Room);

        // A place is given back by leaving, not by being done.
        ring.TryClaim(out Position first);
        ring.Complete(first, 0);
        Assert.AreEqual(AdmissionStatus.Full, ring.TryAdmit(-1));
        ring.TryPeek(out _);
        ring.Pop();
        Assert.AreEqual(AdmissionStatus.Admitted, ring.TryAdmit(-1));
        Assert.AreEqual(AdmissionStatus.Full, ring.TryAdmit(-1));
    }

    [TestMethod]
    public void Skip_BehindASlowHead_GivesThePlaceBackAtOnce()
    {
        var ring = new OrderedRing<int, int>(2, default);
        ring.TryAdmit(0);
        ring.TryClaim(out Position slow);
        for (int number = 1; number < 10; number++)
        {
            Assert.AreEqual(AdmissionStatus.Admitted, ring.TryAdmit(number));
            Assert.AreEqual(AdmissionStatus.Full, ring.TryAdmit(-1));
            Assert.IsTrue(ring.TryClaim(out Position position));
            Assert.IsFalse(ring.Skip(position));
        }

        ring.TryAdmit(10);
        ring.TryClaim(out Position last);
        ring.Complete(last, 10);
        Assert.IsTrue(ring.Complete(slow, 0));
        Assert.AreEqual(1, ring.CountReady() - 1, "head and last; the skipped do not count");
        List<int> outputs = Drain(ring);
        CollectionAssert.AreEqual((int[])[0, 10], outputs);
        Assert.AreEqual(2, ring.Room);
        Assert.AreEqual(0, ring.CountReady());
    }

    [TestMethod]
    public void Void_Position_IsClaimedAndPassedOver()
    {
        var ring = new OrderedRing<int, int>(2, default);
        Assert.AreEqual(AdmissionStatus.Admitted, ring.TryReserve(pastGate: false, out Position reserved));
        Assert.IsFalse(ring.TryClaim(out _));
        Assert.AreEqual(WorkStatus.None, ring.LookForWork(), "its producer announces it");
        Assert.AreEqual(0, ring.CanceledReservationCount);
        ring.TryAdmit(1);
        Assert.AreEqual(AdmissionStatus.Full, ring.TryAdmit(-1));

        ring.CancelReservation(reserved);
        Assert.AreEqual(AdmissionStatus.Admitted, ring.TryAdmit(2));
        Position first = ClaimAll(ring, 3);
        Assert.IsFalse(ring.TryTakeInput(first, out _));
        Assert.AreEqual(1, ring.CanceledReservationCount);
        Assert.IsTrue(ring.SkipCanceledReservation(first));
        Assert.AreEqual(0, ring.CanceledReservationCount);
        ring.Complete(first + 1, 1);
        ring.Complete(first + 2, 2);
        CollectionAssert.AreEqual((int[])[1, 2], Drain(ring));
    }

    [TestMethod]
    public void TryAdmit_BehindTheGate_IsFullForAllButTheTransfer()
    {
        var ring = new OrderedRing<int, int>(2, default);
        Assert.IsTrue(ring.TryRaiseGate());
        Assert.AreEqual(AdmissionStatus.Full, ring.TryAdmit(0));
        Assert.AreEqual(AdmissionStatus.Full, ring.TryReserve(pastGate: false, out _));
        Assert.AreEqual(AdmissionStatus.Admitted, ring.TryReserve(pastGate: true, out Position position));
        ring.Publish(position, 7);
        ring.LowerGate();
        Assert.AreEqual(AdmissionStatus.Admitted, ring.TryAdmit(8));
        Position first = ClaimAll(ring, 2);
        Assert.AreEqual(7, TakeInput(ring, first));
    }

    [TestMethod]
    public void Close_WithItemsInside_FinishesWhenTheLastHasLeft()
    {
        var ring = new OrderedRing<int, int>(4, default);
        ring.TryAdmit(0);
        ring.TryReserve(pastGate: false, out Position reserved);
        ring.Close();
        Assert.AreEqual(AdmissionStatus.Closed, ring.TryAdmit(1));
        Assert.IsFalse(ring.TryRaiseGate());
        Assert.IsFalse(ring.IsFinished);

        // What was taken before the closing still goes through.
        ring.Publish(reserved, 1);
        Position first = ClaimAll(ring, 2);
        ring.Complete(first, 0);
        ring.Complete(first.Next, 1);
        CollectionAssert.AreEqual((int[])[0, 1], Drain(ring));
        Assert.IsTrue(ring.IsFinished);
    }

    [TestMethod]
    public void Cut_BeforeASkip_StopsTheOutputThere()
    {
        var ring = new OrderedRing<int, int>(8, default);
        for (int number = 0; number < 5; number++)
        {
            ring.TryAdmit(number);
        }

        Position first = ClaimAll(ring, 5);
        ring.Complete(first + 4, 4);
        ring.TruncateAt(first + 3);
        ring.Skip(first + 3);
        ring.TruncateAt(first + 2);
        ring.TruncateAt(first + 3); // a later cut changes nothing
        ring.Skip(first + 2);
        ring.Complete(first + 1, 1);
        ring.Complete(first, 0);
        Assert.AreEqual(2, ring.CountReady());
        CollectionAssert.AreEqual((int[])[0, 1], Drain(ring));
        Assert.AreEqual(HeadStatus.Truncated, ring.LookAtHead());

        Assert.IsFalse(ring.TryDiscard(out _), "open");
        ring.Close();
        Assert.IsTrue(ring.TryDiscard(out long discarded));
        Assert.AreEqual(1, discarded);
        Assert.IsTrue(ring.IsFinished);
        Assert.AreEqual(0, ring.CountReady());
    }

    [TestMethod]
    public void TryDiscard_WithAnItemUnderWay_Waits()
    {
        var ring = new OrderedRing<int, int>(8, default);
        ring.TryAdmit(0);
        ring.TryAdmit(1);
        Position first = ClaimAll(ring, 2);
        ring.Complete(first, 0);
        ring.Close();
        Assert.IsTrue(ring.CanDiscardMore());
        Assert.IsFalse(ring.TryDiscard(out _));
        Assert.IsFalse(ring.CanDiscardMore());
        ring.Complete(first.Next, 1);
        Assert.IsTrue(ring.CanDiscardMore());
        Assert.IsTrue(ring.TryDiscard(out long discarded));
        Assert.AreEqual(2, discarded);
    }

    // Claims all there is and returns the first.
    private static Position ClaimAll(OrderedRing<int, int> ring, int expected)
    {
        Assert.IsTrue(ring.TryClaim(out Position first));
        Position last = first;
        while (ring.TryClaim(out Position next))
        {
            Assert.AreEqual(last.Next, next);
            last = next;
        }

        Assert.AreEqual(expected, last - first + 1);
        return first;
    }

    private static List<int> Drain(OrderedRing<int, int> ring)
    {
        List<int> outputs = [];
        while (ring.TryPeek(out int output))
        {
            outputs.Add(output);
            ring.Pop();
        }

        return outputs;
    }

    private static int TakeInput(OrderedRing<int, int> ring, Position position)
    {
        Assert.IsTrue(ring.TryTakeInput(position, out int input));
        return input;
    }
}
