using OrderedBlocks.Ring;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Ring;

/// <summary>Slots come with the positions that need them, stay while the ring is used, and go when it is empty and trimmed.</summary>
[TestClass]
public sealed class SlotPagesTests
{
    private const int Capacity = 1024;
    private const int AllPages = 2 * Capacity / SlotCounts.Page;

    // What a producer may have looked for before the tail was frozen.
    private const int KeptPages = 1 + (SlotCounts.LongestRange / SlotCounts.Page);

    [TestMethod]
    public void Pages_OfANewRing_AreNotThere() => Assert.AreEqual(0, Create().Pages!.InstalledCount);

    [TestMethod]
    public void Pages_ComeOneByOne_AndStayInTheNextLaps()
    {
        OrderedRing<int, int> ring = Create();
        int next = 0;
        for (int page = 1; page <= AllPages; page++)
        {
            Pass(ring, ref next, SlotCounts.Page);
            Assert.AreEqual(page, ring.Pages!.InstalledCount);
        }

        Pass(ring, ref next, 10 * Capacity);
        Assert.AreEqual(AllPages, ring.Pages!.InstalledCount);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(SlotCounts.Page - 1)]
    [DataRow((2 * Capacity) - 1)]
    [DataRow(5000)]
    public void Trim_OfAnEmptyRing_KeepsThePagesAtTheTailAndTheOrder(int beyond)
    {
        OrderedRing<int, int> ring = Create();
        int next = 0;
        Pass(ring, ref next, (4 * Capacity) + beyond);
        ring.Trim();
        Assert.IsLessThanOrEqualTo(KeptPages, ring.Pages!.InstalledCount);
        Assert.AreEqual(Capacity, ring.Room);
        Pass(ring, ref next, 4 * Capacity);
        Assert.AreEqual(AllPages, ring.Pages.InstalledCount);
    }

    [TestMethod]
    public void Trim_OfARingWithAnItem_TakesNothingAway()
    {
        OrderedRing<int, int> ring = Create();
        int next = 0;
        Pass(ring, ref next, 4 * Capacity);
        Assert.AreEqual(AdmissionStatus.Admitted, ring.TryAdmit(next));
        ring.Trim();
        Assert.AreEqual(AllPages, ring.Pages!.InstalledCount);
        RingSteps.Take(ring, next, 1);
    }

    [TestMethod]
    public void Trim_OfARingThatIsGatedOrClosed_LeavesTheFlags()
    {
        OrderedRing<int, int> ring = Create();
        Assert.IsTrue(ring.TryRaiseGate());
        ring.Trim();
        Assert.IsTrue(ring.IsGated);
        ring.LowerGate();
        ring.Close();
        ring.Trim();
        Assert.IsTrue(ring.IsFinished);
    }

    [TestMethod]
    public void TryAwaitTrim_IsTrueOnceUntilItWasTrimmed()
    {
        OrderedRing<int, int> ring = Create();
        Assert.IsFalse(ring.TryAwaitTrim());
        int next = 0;
        Pass(ring, ref next, 4 * Capacity);
        Assert.IsTrue(ring.TryAwaitTrim());
        Assert.IsFalse(ring.TryAwaitTrim());
        Assert.IsTrue(ring.GoesOnWaiting());
        ring.Trim();
        Assert.IsFalse(ring.GoesOnWaiting());
        Assert.IsFalse(ring.TryAwaitTrim());
        Pass(ring, ref next, 4 * Capacity);
        Assert.IsTrue(ring.TryAwaitTrim());
    }

    [TestMethod]
    public void Trim_WhileAProducerComesAndGoes_LosesNothing()
    {
        OrderedRing<int, int> ring = Create();
        RingSteps.DoWhileTrimmed(ring, () =>
        {
            int next = 0;
            for (int round = 0; round < 500; round++)
            {
                Pass(ring, ref next, 1 + (round % 300));
            }
        });
    }

    private static OrderedRing<int, int> Create() => new(Capacity, default);

    private static void Pass(OrderedRing<int, int> ring, ref int next, int count)
    {
        for (int end = next + count; next < end;)
        {
            int room = Math.Min(end - next, SlotCounts.LongestRange);
            int admitted = room % 2 == 0 ? ring.TryAdmitRange([.. Enumerable.Range(next, room)]) : 0;
            if (admitted == 0)
            {
                Assert.AreEqual(AdmissionStatus.Admitted, ring.TryAdmit(next));
                admitted = 1;
            }

            RingSteps.Take(ring, next, admitted);
            next += admitted;
        }
    }
}
