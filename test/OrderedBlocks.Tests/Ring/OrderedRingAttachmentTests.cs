using OrderedBlocks.Ring;

namespace OrderedBlocks.Tests.Ring;

/// <summary>What travels with the items of a ring, one thread, every step spelled out.</summary>
[TestClass]
public sealed class OrderedRingAttachmentTests
{
    public static IEnumerable<object[]> Rings =>
        from capacity in new[] { 3L, OrderedRing<int, int>.Unbounded }
        from start in new[] { 0L, (1L << 60) - 5, -5L }
        select new object[] { capacity, start };

    [TestMethod]
    [DynamicData(nameof(Rings))]
    public void Companion_TravelsWithItsItem(long capacity, long start)
    {
        var ring = new OrderedRing<int, int>(capacity, Position.FromNumber(start), hasAttachments: true);
        for (int number = 0; number < 2000; number++)
        {
            object? attachment = number % 3 == 0 ? null : new object();
            Assert.AreEqual(AdmissionStatus.Admitted, ring.TryAdmit(number, attachment));
            Assert.IsTrue(ring.TryClaim(out Position position));
            Assert.AreEqual(number, ring.NumberOf(position));
            Assert.IsTrue(ring.TryTakeInput(position, out int item));
            Assert.AreEqual(number, item);
            Assert.AreSame(attachment, ring.AttachmentAt(position));
            if (number % 5 == 0)
            {
                ring.Skip(position);
                Assert.IsFalse(ring.TryPeek(out _));
            }
            else
            {
                ring.Complete(position, item);
                Assert.IsTrue(ring.TryPeek(out _));
                Assert.AreSame(attachment, ring.HeadAttachment);
                ring.Pop();
            }

            AssertForgotten(ring, position, position.Next);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Rings))]
    public void Companion_OfARangeAndOfAFetchedMessage(long capacity, long start)
    {
        var ring = new OrderedRing<int, int>(capacity, Position.FromNumber(start), hasAttachments: true);
        for (int lap = 0; lap < 700; lap++)
        {
            object ofRange = new();
            object ofMessage = new();
            Assert.AreEqual(2, ring.TryAdmitRange([1, 2], ofRange));
            Assert.AreEqual(AdmissionStatus.Admitted, ring.TryReserve(pastGate: false, out Position reserved));
            ring.Publish(reserved, 3, ofMessage);
            Position first = Position.FromNumber(start) + (lap * 3);
            for (int number = 0; number < 3; number++)
            {
                Assert.IsTrue(ring.TryClaim(out Position position));
                Assert.IsTrue(ring.TryTakeInput(position, out int item));
                Assert.AreSame(number < 2 ? ofRange : ofMessage, ring.AttachmentAt(position));
                ring.Complete(position, item);
            }

            int[] outputs = new int[3];
            Assert.AreEqual(3, ring.Take(outputs));
            CollectionAssert.AreEqual(Enumerable.Range(1, 3).ToArray(), outputs);
            for (int number = 0; number < 3; number++)
            {
                AssertForgotten(ring, first + number, first + 3);
            }
        }
    }

    [TestMethod]
    public void Companion_OfWhatIsDiscarded_IsForgotten()
    {
        var ring = new OrderedRing<int, int>(3, Position.FromNumber(0), hasAttachments: true);
        Assert.AreEqual(2, ring.TryAdmitRange([1, 2], new object()));
        for (int number = 0; number < 2; number++)
        {
            Assert.IsTrue(ring.TryClaim(out Position position));
            ring.Complete(position, 7);
        }

        ring.Close();
        Assert.IsTrue(ring.TryDiscard(out long discarded));
        Assert.AreEqual(2, discarded);
        AssertForgotten(ring, Position.FromNumber(0), Position.FromNumber(2));
        AssertForgotten(ring, Position.FromNumber(1), Position.FromNumber(2));
    }

    [TestMethod]
    public void Head_OfARingWithoutCompanions_HasNone()
    {
        var ring = new OrderedRing<int, int>(3, Position.FromNumber(0));
        Assert.IsFalse(ring.HasAttachments);
        Assert.AreEqual(AdmissionStatus.Admitted, ring.TryAdmit(1));
        Assert.IsTrue(ring.TryClaim(out Position position));
        ring.Complete(position, 1);
        Assert.IsTrue(ring.TryPeek(out _));
        Assert.IsNull(ring.HeadAttachment);
    }

    // A segment has gone when the head is beyond it.
    private static void AssertForgotten(OrderedRing<int, int> ring, Position position, Position head)
    {
        if (ring.Segments is null || position.SlotIndex(SlotCounts.Segment - 1) < head.SlotIndex(SlotCounts.Segment - 1))
        {
            Assert.IsNull(ring.AttachmentAt(position));
        }
    }
}
