using OrderedBlocks.Tests.Support;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Blocks;

/// <summary>
/// When a source hands over runs, and how long they are: seen by a target that writes down how it was called.
/// </summary>
[TestClass]
public sealed class LinkedRangeTests
{
    private static readonly DataflowLinkOptions s_propagate = new() { PropagateCompletion = true };
    private static readonly DataflowLinkOptions s_first = new() { Append = false };
    private static readonly DataflowLinkOptions s_four = new() { MaxMessages = 4 };

    // LinkTo itself offers the head, as the protocol has it; the rest goes in runs.
    [TestMethod]
    public async Task Outputs_ToATargetOfRuns_GoTogether()
    {
        OrderedTransformBlock<int, int> block = Filled(6);
        var target = new ScriptedRangeTarget(room: 100);
        block.Complete();
        block.LinkTo(target, s_propagate);
        target.Calls.WaitForEntry("complete");
        await Await.Ends(block.Completion);
        AssertCalls(target, "offer 1 0: Accepted", "run 1 2 3 4 5", "complete");
        Assert.AreEqual(new OrderedBlockStatistics { Admitted = 6, Released = 6 }, block.Statistics);
    }

    [TestMethod]
    public void Outputs_ToATargetThatFillsUp_AreOfferedFromThereOn()
    {
        OrderedTransformBlock<int, int> block = Filled(8);
        var target = new ScriptedRangeTarget(room: 4);
        block.LinkTo(target);
        target.Calls.WaitForCount(3);
        AssertCalls(target, "offer 1 0: Accepted", "run 1 2 3", "offer 5 4: Postponed");
        Assert.AreEqual(4, block.OutputCount);
    }

    // It says that there is room, and then somebody else has taken it.
    [TestMethod]
    public void Outputs_ToATargetThatHasLessRoomThanItSaid_AreNeitherLostNorDoubled()
    {
        OrderedTransformBlock<int, int> block = Filled(8);
        var target = new ScriptedRangeTarget(room: 4) { Boast = 2 };
        block.LinkTo(target);
        target.Calls.WaitForCount(4);
        AssertCalls(target, "offer 1 0: Accepted", "run 1 2 3", "run ", "offer 5 4: Postponed");
        Assert.AreEqual(4, block.OutputCount);
        Assert.IsTrue(block.TryReceive(out int next));
        Assert.AreEqual(4, next);
    }

    [TestMethod]
    public void Outputs_ToATargetThatDeclinesForGood_GoToTheNext()
    {
        OrderedTransformBlock<int, int> block = Filled(8);
        var target = new ScriptedRangeTarget(room: 4) { WhenFull = DataflowMessageStatus.DecliningPermanently };
        var other = new ScriptedRangeTarget(room: 100);
        block.LinkTo(target);
        target.Calls.WaitForCount(3);
        block.LinkTo(other);
        other.Taken.WaitForCount(4);
        AssertCalls(target, "offer 1 0: Accepted", "run 1 2 3", "offer 5 4: DecliningPermanently");
        CollectionAssert.AreEqual((int[])[4, 5, 6, 7], other.Taken.Entries);
    }

    [TestMethod]
    public void Outputs_ToALinkWithALimit_EndAtTheLimit()
    {
        OrderedTransformBlock<int, int> block = Filled(8);
        var target = new ScriptedRangeTarget(room: 100);
        block.LinkTo(target, s_four);
        target.Taken.WaitForCount(4);
        AssertCalls(target, "offer 1 0: Accepted", "run 1 2 3");
        Assert.AreEqual(4, block.OutputCount);
        var other = new ScriptedRangeTarget(room: 100);
        block.LinkTo(other);
        other.Taken.WaitForCount(4);
        AssertCalls(target, "offer 1 0: Accepted", "run 1 2 3");
        AssertCalls(other, "offer 5 4: Accepted", "run 5 6 7");
    }

    // Whoever stands in front is asked about each.
    [TestMethod]
    public void Outputs_WithAnotherLinkInFront_AreOfferedOneByOne()
    {
        OrderedTransformBlock<int, int> block = Filled(4);
        var front = new ScriptedTarget(DataflowMessageStatus.Declined);
        var target = new ScriptedRangeTarget(room: 100);
        block.LinkTo(front);
        block.LinkTo(target);
        target.Taken.WaitForCount(4);
        AssertCalls(target, "offer 1 0: Accepted", "offer 2 1: Accepted", "offer 3 2: Accepted", "offer 4 3: Accepted");
        CollectionAssert.AreEqual((int[])[0, 1, 2, 3], front.OfferedValues);
    }

    // While the head is reserved nothing moves; what has been declined is not offered again until there is another round.
    [TestMethod]
    public void Outputs_BehindAReservedHead_StayUntilItIsReleased()
    {
        OrderedTransformBlock<int, int> block = Filled(4);
        var reserving = new ScriptedTarget(static offer =>
            offer.Reserve() ? DataflowMessageStatus.Postponed : DataflowMessageStatus.Declined);
        block.LinkTo(reserving);
        var target = new ScriptedRangeTarget(room: 100);
        block.LinkTo(target, s_first);
        Assert.AreEqual(4, block.OutputCount);
        Assert.AreEqual(0, target.Calls.Count);
        reserving.Offers[0].Release();
        target.Taken.WaitForCount(4);
        AssertCalls(target, "run 0 1 2 3");
        CollectionAssert.AreEqual((int[])[0], reserving.OfferedValues);
    }

    [TestMethod]
    public void Outputs_OfASmallBlock_GoInPartsOfHalfItsCapacity()
    {
        OrderedTransformBlock<int, int> block = Filled(8, capacity: 8);
        var target = new ScriptedRangeTarget(room: 100);
        block.LinkTo(target);
        target.Taken.WaitForCount(8);
        AssertCalls(target, "offer 1 0: Accepted", "run 1 2 3 4", "run 5 6 7");
    }

    // An exception is the block's fault, as it is from OfferMessage; what has been taken has left.
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Outputs_ToATargetThatThrows_FaultTheBlock(bool afterwards)
    {
        var error = new InsufficientMemoryException();
        OrderedTransformBlock<int, int> block = Filled(4);
        Action throws = () => throw error;
        ScriptedRangeTarget target = afterwards
            ? new(room: 3) { OnRunTaken = throws }
            : new(room: 3) { OnRun = throws, WhenFull = DataflowMessageStatus.Declined };
        block.LinkTo(target);
        await Await.EndsSomehow(block.Completion);
        CollectionAssert.AreEqual((Exception[])[error], block.Completion.Exception!.InnerExceptions);
        int released = target.Taken.Count;
        Assert.AreEqual(
            new OrderedBlockStatistics { Admitted = 4, Released = released, DroppedByFault = 4 - released }, block.Statistics);
    }

    // Runs go to whoever never runs a delegate where the items are brought.
    [TestMethod]
    public void RunTarget_OfABlock_IsThereUnlessItsSchedulerIsTheUsers()
    {
        var own = new OrderedTransformBlock<int, int>(
            static item => item, new OrderedBlockOptions { WorkerThreadMode = WorkerThreadMode.Dedicated, MaxDegreeOfParallelism = 1 });
        var pool = new OrderedActionBlock<int, int>(static item => item, static _ => { });
        var users = new OrderedTransformBlock<int, int>(
            static item => item, new() { TaskScheduler = new ConcurrentExclusiveSchedulerPair().ConcurrentScheduler });
        Assert.IsNotNull(((IRangeTargetOwner<int>)own).RangeTarget);
        Assert.IsNotNull(((IRangeTargetOwner<int>)pool).RangeTarget);
        Assert.IsNull(((IRangeTargetOwner<int>)users).RangeTarget);
        own.Complete();
    }

    private static void AssertCalls(ScriptedRangeTarget target, params string[] expected) =>
        Assert.AreEqual(string.Join("; ", expected), string.Join("; ", target.Calls.Entries));

    private static OrderedTransformBlock<int, int> Filled(int items, int capacity = 100)
    {
        var block = new OrderedTransformBlock<int, int>(static item => item, new() { BoundedCapacity = capacity });
        Assert.AreEqual(items, block.PostRange([.. Enumerable.Range(0, items)]));
        Await.Until(() => block.OutputCount == items, "all is done");
        Await.Until(() => block.Statistics.Running == 0, "its worker rests");
        return block;
    }
}
