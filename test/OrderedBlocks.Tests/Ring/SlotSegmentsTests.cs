using OrderedBlocks.Ring;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Ring;

/// <summary>The segments of an unbounded ring: longer while it is used, short again when it was trimmed, and never in each other's way.</summary>
[TestClass]
public sealed class SlotSegmentsTests
{
    private const int Shortest = SlotCounts.Segment;
    private const int Longest = SlotCounts.LongestSegment;

    public static IEnumerable<object[]> Starts => [[0L], [-5L], [(1L << 60) - 5]];

    [TestMethod]
    public void Segments_OfANewRing_AreNotThere() => Assert.IsEmpty(Create(0).Segments!.InstalledLengths);

    // Each is twice as long as the one before it, unless the thread had to wait for its processor while it filled that one.
    [TestMethod]
    [DynamicData(nameof(Starts))]
    public void Segments_OfABacklog_GrowWhileTheyAreSoonFull(long start)
    {
        int[] undisturbed = [Shortest, 2 * Shortest, 4 * Shortest, 8 * Shortest, Longest, Longest, Longest];
        Wait.Until(() => LengthsOfABacklog(start).SequenceEqual(undisturbed), "The segments grow.");
    }

    private static int[] LengthsOfABacklog(long start)
    {
        const int Items = 1900;
        OrderedRing<int, int> ring = Create(start);
        for (int item = 0; item < Items; item++)
        {
            Assert.AreEqual(AdmissionStatus.Admitted, ring.TryAdmit(item));
        }

        int[] lengths = [.. ring.Segments!.InstalledLengths];
        for (int index = 1; index < lengths.Length; index++)
        {
            Assert.IsTrue(
                lengths[index] == Shortest || lengths[index] == Math.Min(2 * lengths[index - 1], Longest), string.Join(' ', lengths));
        }

        RingSteps.Take(ring, 0, Items);
        Assert.IsLessThanOrEqualTo(1, ring.Segments.InstalledLengths.Count);
        return lengths;
    }

    [TestMethod]
    public void Segments_ThatFillSlowly_StayShort()
    {
        OrderedRing<int, int> ring = Create(0);
        int next = 0;
        for (int segment = 0; segment < 5; segment++)
        {
            Pass(ring, ref next, Shortest);
            long full = Environment.TickCount64;
            SpinWait.SpinUntil(() => Environment.TickCount64 > full + 8);
        }

        Pass(ring, ref next, 1);
        CollectionAssert.AreEqual(new[] { Shortest }, ring.Segments!.InstalledLengths.ToArray());
    }

    // 512 slots would be 4 MB.
    [TestMethod]
    public void Segments_OfLargeItems_StayShort()
    {
        var ring = new OrderedRing<Large, int>(OrderedRing<Large, int>.Unbounded, default);
        for (int item = 0; item < 10 * Shortest; item++)
        {
            Assert.AreEqual(AdmissionStatus.Admitted, ring.TryAdmit(default));
        }

        CollectionAssert.AreEqual(Enumerable.Repeat(Shortest, 10).ToArray(), ring.Segments!.InstalledLengths.ToArray());
    }

    [TestMethod]
    [DynamicData(nameof(Starts))]
    public void Flow_OfManyItems_ReusesItsSegments(long start)
    {
        OrderedRing<int, int> ring = Create(start);
        int next = 0;
        Wait.Until(
            () =>
            {
                Pass(ring, ref next, 10 * Longest);
                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int item = 0; item < 10 * Longest; item++)
                {
                    Pass(ring, ref next, 1);
                }

                return GC.GetAllocatedBytesForCurrentThread() == before;
            },
            "A flow without an interruption allocates nothing.");
        Assert.IsLessThanOrEqualTo(1, ring.Segments!.InstalledLengths.Count);
    }

    [TestMethod]
    [DynamicData(nameof(Starts))]
    public void Trim_OfAnEmptyRing_LeavesShortSegmentsAndTheOrder(long start)
    {
        foreach (int beyond in new[] { 0, 1, Shortest - 1, Shortest, Longest - 1, Longest, 5000 })
        {
            OrderedRing<int, int> ring = Create(start);
            int next = 0;
            Pass(ring, ref next, beyond);
            PassUntilOversized(ring, ref next);
            ring.Trim();
            Assert.IsFalse(ring.GoesOnWaiting());
            int[] lengths = [.. ring.Segments!.InstalledLengths];
            Assert.IsLessThanOrEqualTo((SlotCounts.LongestRange / Shortest) + 1, lengths.Length);
            Assert.IsTrue(Array.TrueForAll(lengths, static length => length == Shortest), string.Join(' ', lengths));

            PassUntilOversized(ring, ref next);
        }
    }

    [TestMethod]
    public void Trim_OfARingWithAnItem_TakesNothingAway()
    {
        OrderedRing<int, int> ring = Create(0);
        int next = 0;
        PassUntilOversized(ring, ref next);
        Assert.AreEqual(AdmissionStatus.Admitted, ring.TryAdmit(next));
        int[] before = [.. ring.Segments!.InstalledLengths];
        ring.Trim();
        CollectionAssert.AreEqual(before, ring.Segments.InstalledLengths.ToArray());
        RingSteps.Take(ring, next, 1);
        ring.Trim();
        Assert.IsTrue(ring.Segments.InstalledLengths.All(static length => length == Shortest));
    }

    // As an item remains, there is more to trim than what waits to be used again.
    [TestMethod]
    public void Trim_OfARingWithAnItem_LetsGoOfWhatWaitsToBeUsedAgain()
    {
        OrderedRing<Large, int> ring = new(OrderedRing<Large, int>.Unbounded, default);
        for (int item = 0; item <= 2 * Shortest; item++)
        {
            Assert.AreEqual(AdmissionStatus.Admitted, ring.TryAdmit(default));
        }

        for (int item = 0; item < 2 * Shortest; item++)
        {
            Assert.IsTrue(ring.TryClaim(out Position position));
            Assert.IsTrue(ring.Complete(position, item));
            ring.Pop();
        }

        Assert.IsTrue(ring.TryAwaitTrim());
        ring.Trim();
        Assert.IsFalse(ring.GoesOnWaiting());
    }

    [TestMethod]
    public void Trim_OfAClosedRing_IsTheLast()
    {
        foreach (long capacity in new[] { 1024, OrderedRing<int, int>.Unbounded })
        {
            var ring = new OrderedRing<int, int>(capacity, default);
            int next = 0;
            PassUntilOversized(ring, ref next);
            ring.Close();
            ring.Trim();
            Assert.IsFalse(ring.GoesOnWaiting());
            Assert.IsTrue(ring.IsFinished);
            Assert.AreEqual(AdmissionStatus.Closed, ring.TryAdmit(next));
            Assert.IsFalse(ring.TryPeek(out _));
        }
    }

    [TestMethod]
    [DynamicData(nameof(Starts))]
    public void Companions_OfLongSegments_StayWithTheirItems(long start)
    {
        const int Items = 4 * Longest;
        var ring = new OrderedRing<int, int>(OrderedRing<int, int>.Unbounded, Position.FromNumber(start), hasAttachments: true);
        object[] attachments = [.. Enumerable.Range(0, Items).Select(static _ => new object())];
        for (int item = 0; item < Items; item++)
        {
            Assert.AreEqual(AdmissionStatus.Admitted, ring.TryAdmit(item, attachments[item]));
        }

        for (int item = 0; item < Items; item++)
        {
            Assert.IsTrue(ring.TryClaim(out Position position));
            Assert.IsTrue(ring.TryTakeInput(position, out int input));
            Assert.IsTrue(ring.Complete(position, input));
            Assert.IsTrue(ring.TryPeek(out _));
            Assert.AreSame(attachments[item], ring.HeadAttachment);
            ring.Pop();
        }
    }

    [TestMethod]
    public void Trim_WhileAProducerComesAndGoes_LosesNothing()
    {
        OrderedRing<int, int> ring = Create(0);
        RingSteps.DoWhileTrimmed(ring, () =>
        {
            int next = 0;
            for (int count = 1; next < 300_000; count = (count % 700) + 1)
            {
                int first = next;
                int[] items = [.. Enumerable.Range(first, count)];
                for (int admitted = 0; admitted < count;)
                {
                    admitted += ring.TryAdmitRange(items.AsSpan(admitted));
                }

                RingSteps.Take(ring, first, count);
                next += count;
            }
        });
    }

    private static OrderedRing<int, int> Create(long start) =>
        new(OrderedRing<int, int>.Unbounded, Position.FromNumber(start));

    private static void PassUntilOversized(OrderedRing<int, int> ring, ref int next)
    {
        do
        {
            Pass(ring, ref next, Longest + 1);
        }
        while (!ring.TryAwaitTrim());
    }

    private static void Pass(OrderedRing<int, int> ring, ref int next, int count)
    {
        for (int end = next + count; next < end; next++)
        {
            if (ring.TryAdmit(next) != AdmissionStatus.Admitted)
            {
                Assert.Fail("It was not admitted.");
            }

            RingSteps.Take(ring, next, 1);
        }
    }

    [System.Runtime.CompilerServices.InlineArray(1000)]
    private struct Large
    {
        private long _first;
    }
}
