using OrderedBlocks.Tests.Support;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Differential.LinkedRanges;

/// <summary>
/// One block linked to another: the same story for Dataflow's blocks, for ours with runs and for ours without. Each step says
/// exactly what is where when everything has come to rest.
/// </summary>
[TestClass]
public sealed class LinkedRangeStoryTests
{
    private static readonly DataflowLinkOptions s_plain = new();
    private static readonly DataflowLinkOptions s_propagate = new() { PropagateCompletion = true };
    private static readonly DataflowLinkOptions s_first = new() { Append = false };

    private static readonly int[] s_capacities = [1, 2, 3, 9, 10, 64, 65, DataflowBlockOptions.Unbounded];

    public static IEnumerable<object[]> Kinds => Enum.GetValues<PairKind>().Select(static kind => new object[] { kind });

    public static IEnumerable<object[]> Capacities =>
        from kind in Enum.GetValues<PairKind>()
        from capacity in s_capacities
        select new object[] { kind, capacity };

    [TestMethod]
    [DynamicData(nameof(Capacities))]
    public async Task Target_ThatFillsUp_HoldsExactlyItsCapacityAndThenGetsTheRest(PairKind kind, int capacity)
    {
        const int Items = 200;
        var pair = new Pair(kind);
        pair.Fill(Items);
        PairTarget target = pair.CreateTarget(capacity);
        pair.Link(target, s_propagate);
        int held = capacity < 0 ? Items : capacity;
        Rests(pair, Items - held, target, held - 1);

        target.Gate.Open(1);
        target.Outputs.WaitForCount(1);
        if (pair.FetchesAtOnce)
        {
            int sent = Math.Min(held + 1, Items);
            Rests(pair, Items - sent, target, sent - 2);
        }

        pair.Source.Complete();
        target.Gate.OpenAll();
        await Await.Ends(target.Block.Completion);
        AssertItems(1..Items, target.Outputs);
        Assert.AreEqual(TaskStatus.RanToCompletion, pair.Source.Completion.Status);
        pair.AssertBalance();
    }

    [TestMethod]
    [DynamicData(nameof(Capacities))]
    public void Link_WithALimit_EndsAtTheLimitAndTheNextLinkGoesOn(PairKind kind, int limit)
    {
        const int Items = 100;
        var pair = new Pair(kind);
        pair.Fill(Items);
        PairTarget target = pair.CreateTarget(DataflowBlockOptions.Unbounded);
        PairTarget other = pair.CreateTarget(DataflowBlockOptions.Unbounded);
        pair.Link(target, new DataflowLinkOptions { MaxMessages = limit });
        int taken = limit < 0 ? Items : limit;
        Rests(pair, Items - taken, target, taken - 1);

        pair.Link(other);
        Rests(pair, 0, target, taken - 1);
        target.Gate.OpenAll();
        other.Gate.OpenAll();
        AssertItems(1..taken, target.Outputs);
        AssertItems((taken + 1)..Items, other.Outputs);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Link_WithALimitIntoAFullTarget_CountsWhatIsFetchedLater(PairKind kind)
    {
        var pair = new Pair(kind);
        pair.Fill(20);
        PairTarget target = pair.CreateTarget(3);
        pair.Link(target, new DataflowLinkOptions { MaxMessages = 5 });
        Rests(pair, 17, target, 2);
        target.Gate.Open(1);
        if (pair.FetchesAtOnce)
        {
            Rests(pair, 16, target, 2);
        }

        target.Gate.OpenAll();
        AssertItems(1..5, target.Outputs);
        Assert.AreEqual(15, pair.OutputCount);
        Assert.IsTrue(pair.Output.TryReceive(out int next));
        Assert.AreEqual(6, next);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Links_BehindATargetThatFillsUp_GetWhatItCannotTake(PairKind kind)
    {
        var pair = new Pair(kind);
        pair.Fill(50);
        PairTarget front = pair.CreateTarget(4);
        PairTarget back = pair.CreateTarget(DataflowBlockOptions.Unbounded);
        pair.Link(front);
        Rests(pair, 46, front, 3);
        pair.Link(back);
        Rests(pair, 0, back, 45);
        back.Gate.OpenAll();
        AssertItems(5..50, back.Outputs);
        front.Gate.OpenAll();
        AssertItems(1..4, front.Outputs);
    }

    // The predicate of a link behind sees what the target in front could not take, each once, and nothing else.
    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Predicate_OfALinkBehind_SeesTheSameItems(PairKind kind)
    {
        var pair = new Pair(kind);
        pair.Fill(30);
        var seen = new Log<int>();
        PairTarget front = pair.CreateTarget(7);
        PairTarget even = pair.CreateTarget(DataflowBlockOptions.Unbounded);
        PairTarget rest = pair.CreateTarget(DataflowBlockOptions.Unbounded);
        pair.Link(front);
        Rests(pair, 23, front, 6);
        pair.Link(even, s_plain, item =>
        {
            seen.Add(item);
            return item % 2 == 0;
        });
        Rests(pair, 22, even, 0);
        pair.Link(rest);
        Rests(pair, 0, rest, 10);
        AssertItems(8..30, seen);
        even.Gate.OpenAll();
        rest.Gate.OpenAll();
        CollectionAssert.AreEqual(Enumerable.Range(8, 23).Where(static item => item % 2 == 0).ToArray(), even.Outputs.WaitForCount(12));
        CollectionAssert.AreEqual(Enumerable.Range(8, 23).Where(static item => item % 2 != 0).ToArray(), rest.Outputs.WaitForCount(11));
    }

    // A filtered link leads through Dataflow's own block: each item is offered, and the predicate asked once.
    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Predicate_OfTheFirstLink_SeesEachItemOnce(PairKind kind)
    {
        var pair = new Pair(kind);
        pair.Fill(30);
        var seen = new Log<int>();
        PairTarget odd = pair.CreateTarget(DataflowBlockOptions.Unbounded);
        PairTarget rest = pair.CreateTarget(DataflowBlockOptions.Unbounded);
        pair.Link(odd, s_plain, item =>
        {
            seen.Add(item);
            return item % 2 != 0;
        });
        Rests(pair, 29, odd, 0);
        pair.Link(rest);
        Rests(pair, 0, rest, 14);
        AssertItems(1..30, seen);
        Await.Until(() => odd.InputCount == 14, "the odd ones are there");
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task Target_ThatIsCompletedWhileItIsFull_TakesNoMoreAndIsUnlinked(PairKind kind)
    {
        var pair = new Pair(kind);
        pair.Fill(20);
        PairTarget target = pair.CreateTarget(3);
        PairTarget other = pair.CreateTarget(DataflowBlockOptions.Unbounded);
        pair.Link(target, s_propagate);
        Rests(pair, 17, target, 2);
        target.Block.Complete();
        target.Gate.OpenAll();
        await Await.Ends(target.Block.Completion);
        AssertItems(1..3, target.Outputs);
        pair.Link(other);
        Rests(pair, 0, other, 16);
        other.Gate.OpenAll();
        AssertItems(4..20, other.Outputs);
        pair.AssertBalance();
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task Target_ThatFailsWhileItIsFull_LeavesTheRestToOthers(PairKind kind)
    {
        var error = new InvalidOperationException();
        var pair = new Pair(kind);
        pair.Fill(20);
        PairTarget target = pair.CreateTarget(3);
        PairTarget other = pair.CreateTarget(DataflowBlockOptions.Unbounded);
        pair.Link(target, s_propagate);
        Rests(pair, 17, target, 2);
        target.Gate.Fail(1, error);
        await Await.EndsSomehow(target.Block.Completion);
        CollectionAssert.AreEqual((Exception[])[error], target.Block.Completion.Exception!.InnerExceptions);
        Assert.AreEqual(0, target.Outputs.Count);
        pair.Link(other);
        Rests(pair, 0, other, 16);
        other.Gate.OpenAll();
        AssertItems(4..20, other.Outputs);
        pair.AssertBalance();
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task Target_ThatEndedBefore_IsPassedOver(PairKind kind)
    {
        var pair = new Pair(kind);
        pair.Fill(20);
        PairTarget ended = pair.CreateTarget(5);
        PairTarget other = pair.CreateTarget(DataflowBlockOptions.Unbounded);
        ended.Block.Complete();
        await Await.Ends(ended.Block.Completion);
        pair.Link(ended);
        Assert.AreEqual(20, pair.OutputCount);
        pair.Link(other);
        Rests(pair, 0, other, 19);
        other.Gate.OpenAll();
        AssertItems(1..20, other.Outputs);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Link_ThatIsDisposedWhileTheTargetIsFull_HandsOverNoMore(PairKind kind)
    {
        var pair = new Pair(kind);
        pair.Fill(20);
        PairTarget target = pair.CreateTarget(4);
        PairTarget other = pair.CreateTarget(DataflowBlockOptions.Unbounded);
        IDisposable link = pair.Link(target);
        Rests(pair, 16, target, 3);
        link.Dispose();
        pair.Link(other);
        Rests(pair, 0, other, 15);
        target.Gate.OpenAll();
        other.Gate.OpenAll();
        AssertItems(1..4, target.Outputs);
        AssertItems(5..20, other.Outputs);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Reservation_OfTheHead_HoldsEverythingUpAndThenLetsItGo(PairKind kind)
    {
        var pair = new Pair(kind);
        pair.Fill(20);
        var reserving = new ScriptedTarget(static offer =>
            offer.Reserve() ? DataflowMessageStatus.Postponed : DataflowMessageStatus.Declined);
        PairTarget target = pair.CreateTarget(8);
        pair.Output.LinkTo(reserving);
        pair.Link(target, s_first);
        Assert.AreEqual(20, pair.OutputCount);
        Offer reserved = reserving.WaitForOffers(1)[0];
        Assert.IsFalse(pair.Output.TryReceive(out _));
        Assert.IsTrue(reserved.TryConsume(out int value));
        Assert.AreEqual(1, value);
        Rests(pair, 11, target, 7);
        Assert.AreEqual(10, reserving.WaitForOffers(2)[1].Value);
        target.Gate.OpenAll();
        CollectionAssert.AreEqual(Enumerable.Range(2, 8).ToArray(), target.Outputs.WaitForCount(8)[..8]);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task SourceFault_WithTheTargetFull_IsHandedOn(PairKind kind)
    {
        var error = new InvalidOperationException();
        var pair = new Pair(kind);
        pair.Fill(20);
        PairTarget target = pair.CreateTarget(4);
        pair.Link(target, s_propagate);
        Rests(pair, 16, target, 3);
        pair.Source.Fault(error);
        await Await.EndsSomehow(pair.Source.Completion);
        target.Gate.OpenAll();
        await Await.EndsSomehow(target.Block.Completion);
        Assert.AreEqual(TaskStatus.Faulted, target.Block.Completion.Status);
        CollectionAssert.AreEqual(
            (Exception[])[error], target.Block.Completion.Exception!.Flatten().InnerExceptions);
        pair.AssertBalance();
    }

    private static void Rests(Pair pair, int outputs, PairTarget target, int queued)
    {
        pair.AwaitOutputs(outputs);
        SpinWait.SpinUntil(() => target.InputCount == queued, Await.Limit);
        Assert.AreEqual(queued, target.InputCount, "queued in the target");
    }

    private static void AssertItems(Range expected, Log<int> actual)
    {
        int count = expected.End.Value - expected.Start.Value + 1;
        CollectionAssert.AreEqual(
            Enumerable.Range(expected.Start.Value, count).ToArray(), actual.WaitForCount(count));
    }
}
