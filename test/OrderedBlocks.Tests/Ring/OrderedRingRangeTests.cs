using OrderedBlocks.Ring;

namespace OrderedBlocks.Tests.Ring;

/// <summary>Several positions at once, at the tail and at the head: one thread, every step spelled out.</summary>
[TestClass]
public sealed class OrderedRingRangeTests
{
    private const int LongestRange = 128;

    public static IEnumerable<object[]> Starts =>
        [[0L], [(long)int.MaxValue - 5], [(1L << 32) - 5], [(1L << 60) - 5], [-5L]];

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(7)]
    [DataRow(100)]
    public void TryAdmitRange_AroundTheCapacity_AdmitsWhatThereIsRoomFor(int capacity)
    {
        for (int length = capacity - 1; length <= capacity + 1; length++)
        {
            var ring = new OrderedRing<int, int>(capacity, default);
            int expected = Math.Min(length, capacity);
            Assert.AreEqual(expected, ring.CountAdmissible(length));
            Assert.AreEqual(expected, ring.TryAdmitRange(Numbers(0, length)));
            Assert.AreEqual(capacity - expected, ring.Room);
            Assert.AreEqual(capacity - expected, ring.CountAdmissible(5));
            Assert.AreEqual(capacity - expected, ring.TryAdmitRange(Numbers(expected, 5)));
            Assert.AreEqual(0, ring.TryAdmitRange(Numbers(-1, 1)));
            Assert.AreEqual(0, ring.CountAdmissible(1));
            Assert.AreEqual(AdmissionStatus.Full, ring.TryAdmit(-1));
            Assert.IsNull(ring.FindViolation());
            CollectionAssert.AreEqual(Numbers(0, capacity), WorkAndTake(ring, capacity));
        }
    }

    [TestMethod]
    public void TryAdmitRange_OfNothing_AdmitsNothing()
    {
        var ring = new OrderedRing<int, int>(4, default);
        Assert.AreEqual(0, ring.TryAdmitRange([]));
        Assert.AreEqual(4, ring.Room);
        Assert.AreEqual(WorkStatus.None, ring.LookForWork());
    }

    [TestMethod]
    public void TryAdmitRange_OfMore_AdmitsAPart()
    {
        var ring = new OrderedRing<int, int>(1000, default);
        Assert.AreEqual(LongestRange, ring.TryAdmitRange(Numbers(0, 1000)));
        Assert.AreEqual(1000 - LongestRange, ring.Room);
    }

    [TestMethod]
    public void TryAdmitRange_AfterAPlaceWasGivenBack_TakesThatOne()
    {
        var ring = new OrderedRing<int, int>(3, default);
        Assert.AreEqual(3, ring.TryAdmitRange(Numbers(0, 3)));
        Assert.AreEqual(3, ring.TryClaim(3, out Position first));
        ring.Skip(first + 1);
        Assert.AreEqual(1, ring.TryAdmitRange(Numbers(3, 2)));
        ring.Complete(first, 0);
        ring.TryPeek(out _);
        ring.Pop();
        Assert.AreEqual(1, ring.TryAdmitRange(Numbers(4, 2)));
        Assert.AreEqual(0, ring.TryAdmitRange(Numbers(5, 2)));
        Assert.IsNull(ring.FindViolation());
    }

    [TestMethod]
    public void TryAdmitRange_ClosedOrGated_AdmitsNothing()
    {
        var ring = new OrderedRing<int, int>(8, default);
        ring.TryRaiseGate();
        Assert.AreEqual(0, ring.CountAdmissible(2));
        Assert.AreEqual(0, ring.TryAdmitRange(Numbers(0, 2)));
        ring.LowerGate();
        Assert.AreEqual(2, ring.CountAdmissible(2));
        Assert.AreEqual(2, ring.TryAdmitRange(Numbers(0, 2)));
        ring.Close();
        Assert.AreEqual(0, ring.CountAdmissible(2));
        Assert.AreEqual(0, ring.TryAdmitRange(Numbers(2, 2)));
        CollectionAssert.AreEqual(Numbers(0, 2), WorkAndTake(ring, 2));
        Assert.IsTrue(ring.IsFinished);
    }

    [TestMethod]
    [DynamicData(nameof(Starts))]
    public void Ranges_OfEveryLength_ComeOutInOrderWhereverTheyStart(long start)
    {
        foreach (long capacity in new long[] { 5, 128, 20_000, OrderedRing<int, int>.Unbounded })
        {
            var ring = new OrderedRing<int, int>(capacity, Position.FromNumber(start));
            int next = 0;
            for (int length = 1; length < 300; length++)
            {
                int admitted = ring.TryAdmitRange(Numbers(next, length));
                Assert.AreEqual((int)Math.Min(Math.Min(length, LongestRange), capacity), admitted);
                CollectionAssert.AreEqual(Numbers(next, admitted), WorkAndTake(ring, admitted));
                next += admitted;
                Assert.AreEqual(next, ring.ReleasedCount);
            }

            Assert.IsLessThanOrEqualTo(2, ring.Segments?.InstalledLengths.Count ?? 0);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Starts))]
    public void Take_AcrossSegments_RetiresEachAndMovesTheHeadToTheEnd(long start)
    {
        var ring = new OrderedRing<int, string>(OrderedRing<int, string>.Unbounded, Position.FromNumber(start));
        for (int number = 0; number < 2000; number++)
        {
            ring.TryAdmit(number);
            ring.TryClaim(out Position position);
            ring.TryTakeInput(position, out int input);
            ring.Complete(position, $"{input}");
        }

        Assert.IsGreaterThanOrEqualTo(7, ring.Segments!.InstalledLengths.Count);
        string[] outputs = new string[2001];
        outputs[2000] = "untouched";
        Assert.AreEqual(1, ring.Take(outputs.AsSpan(0, 1)));
        Assert.AreEqual(1999, ring.Take(outputs.AsSpan(1)));
        CollectionAssert.AreEqual(Numbers(0, 2000).Select(static number => $"{number}").Append("untouched").ToArray(), outputs);
        Assert.AreEqual(0, ring.Take(outputs));
        Assert.AreEqual(2000, ring.ReleasedCount);
        Assert.IsLessThanOrEqualTo(1, ring.Segments.InstalledLengths.Count);
    }

    [TestMethod]
    public void Take_WithSkippedAndUnfinishedOnes_PassesTheFormerAndStopsAtTheLatter()
    {
        var ring = new OrderedRing<int, int>(8, default);
        ring.TryAdmitRange(Numbers(0, 8));
        ring.TryClaim(8, out Position first);
        foreach (int number in new[] { 1, 2, 4, 7 })
        {
            ring.Complete(first + number, number);
        }

        ring.Skip(first);
        ring.Skip(first + 3);
        Assert.AreEqual(3, ring.CountReady());
        int[] outputs = new int[8];
        Assert.AreEqual(3, ring.Take(outputs));
        CollectionAssert.AreEqual((int[])[1, 2, 4, 0, 0, 0, 0, 0], outputs);
        Assert.AreEqual(0, ring.CountReady());
        Assert.AreEqual(5, ring.Room);
        Assert.AreEqual(HeadStatus.Waiting, ring.LookAtHead());
        Assert.IsNull(ring.FindViolation());
    }

    [TestMethod]
    public void PeekRun_BeforePopRun_LeavesWhatItShows()
    {
        var ring = new OrderedRing<int, int>(8, default);
        ring.TryAdmitRange(Numbers(0, 4));
        ring.TryClaim(4, out Position first);
        ring.Complete(first, 0);
        Assert.IsTrue(ring.TryPeek(out _));
        Assert.IsFalse(ring.HasRange);
        ring.Complete(first + 1, 1);
        ring.Complete(first + 2, 2);
        Assert.IsTrue(ring.HasRange);
        int[] outputs = new int[8];
        Assert.AreEqual(2, ring.PeekRange(outputs.AsSpan(0, 2)));
        Assert.AreEqual(3, ring.PeekRange(outputs));
        Assert.AreEqual(4, ring.Room);
        ring.PopRange(2);
        Assert.AreEqual(6, ring.Room);
        Assert.AreEqual(1, ring.PeekRange(outputs));
        Assert.AreEqual(2, outputs[0]);
    }

    private static int[] Numbers(int first, int count) => [.. Enumerable.Range(first, count)];

    private static int[] WorkAndTake(OrderedRing<int, int> ring, int count)
    {
        for (int left = count; left > 0;)
        {
            int claimed = ring.TryClaim(left, out Position first);
            Assert.IsGreaterThan(0, claimed);
            for (int i = 0; i < claimed; i++)
            {
                ring.TryTakeInput(first + i, out int input);
                ring.Complete(first + i, input);
            }

            left -= claimed;
        }

        int[] outputs = new int[count];
        Assert.AreEqual(count, ring.Take(outputs));
        return outputs;
    }
}
