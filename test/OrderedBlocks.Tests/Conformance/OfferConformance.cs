using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;
using static System.Threading.Tasks.Dataflow.DataflowMessageStatus;

namespace OrderedBlocks.Tests.Conformance;

/// <summary>Section A, the block as a target: what an offer is answered with.</summary>
[TestClass]
public abstract class OfferConformance<TSubject> : BlockConformance<TSubject>
    where TSubject : BlockSubject, new()
{
    private static readonly DataflowMessageHeader s_header = new(1);

    /// <summary>A1.</summary>
    [TestMethod]
    public void OfferMessage_InvalidHeader_Throws()
    {
        ITargetBlock<int> block = NewIdentity();
        var source = new ScriptedSource();

        var thrown = Assert.ThrowsExactly<ArgumentException>(() => block.OfferMessage(default, 1, source, true));

        Assert.AreEqual("messageHeader", thrown.ParamName);
        AssertItems([], source.Calls.Entries);
    }

    /// <summary>A1.</summary>
    [TestMethod]
    public void OfferMessage_ConsumeToAcceptWithoutASource_Throws()
    {
        ITargetBlock<int> block = NewIdentity();

        var thrown = Assert.ThrowsExactly<ArgumentException>(() => block.OfferMessage(s_header, 1, null, true));

        Assert.AreEqual("consumeToAccept", thrown.ParamName);
    }

    /// <summary>A1: the header is looked at before the source.</summary>
    [TestMethod]
    public void OfferMessage_EverythingWrong_NamesTheHeader()
    {
        ITargetBlock<int> block = NewIdentity();

        var thrown = Assert.ThrowsExactly<ArgumentException>(() => block.OfferMessage(default, 1, null, true));

        Assert.AreEqual("messageHeader", thrown.ParamName);
    }

    /// <summary>A1: before anything else, so an ended block throws, too.</summary>
    [TestMethod]
    [DataRow(Ending.Complete)]
    [DataRow(Ending.Fault)]
    [DataRow(Ending.Cancel)]
    public async Task OfferMessage_InvalidAfterTheEnd_StillThrows(Ending ending)
    {
        using var cancellation = new CancellationTokenSource();
        ITargetBlock<int> block = NewIdentity(Options(token: cancellation.Token));
        block.End(ending, cancellation);
        await block.Completion.ToEnd();

        Assert.ThrowsExactly<ArgumentException>(() => block.OfferMessage(default, 1, null, false));
        Assert.ThrowsExactly<ArgumentException>(() => block.OfferMessage(s_header, 1, null, true));
    }

    /// <summary>A1: a refused call leaves nothing behind, no count and no hole.</summary>
    [TestMethod]
    public void OfferMessage_InvalidCalls_LeaveNothingBehind()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(capacity: 1));

        Assert.ThrowsExactly<ArgumentException>(() => block.OfferMessage(default, 1, null, false));
        Assert.ThrowsExactly<ArgumentException>(() => block.OfferMessage(s_header, 1, null, true));

        PostAll(block, 7);
        AssertItems([7], ReceiveMany(block, 1));
    }

    /// <summary>A2.</summary>
    [TestMethod]
    [DataRow(Ending.Complete)]
    [DataRow(Ending.Fault)]
    [DataRow(Ending.Cancel)]
    public async Task OfferMessage_AfterTheEndBegan_DeclinesPermanently(Ending ending)
    {
        using var cancellation = new CancellationTokenSource();
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewBlock(gate, Options(room: 4, token: cancellation.Token));
        var source = new ScriptedSource();
        PostAll(block, 1);
        gate.WaitForStart(1);

        block.End(ending, cancellation);

        Assert.AreEqual(DecliningPermanently, block.OfferMessage(s_header, 2, null, false));
        Assert.AreEqual(DecliningPermanently, source.Offer(block, 1, 2));
        Assert.AreEqual(DecliningPermanently, source.Offer(block, 1, 2, consumeToAccept: true));
        Assert.IsFalse(block.Post(2));
        Assert.IsFalse(await block.SendAsync(2).WithTimeout());
        Assert.AreEqual(0, source.Calls.Count);
        gate.OpenAll();
        _ = block.LinkTo(DataflowBlock.NullTarget<int>());
        await block.Completion.ToEnd();
        AssertItems([1], gate.Started);
    }

    /// <summary>A2: also once it is over.</summary>
    [TestMethod]
    [DataRow(Ending.Complete)]
    [DataRow(Ending.Fault)]
    [DataRow(Ending.Cancel)]
    public async Task OfferMessage_AfterTheEnd_DeclinesPermanently(Ending ending)
    {
        using var cancellation = new CancellationTokenSource();
        ITargetBlock<int> block = NewIdentity(Options(token: cancellation.Token));
        block.End(ending, cancellation);
        await block.Completion.ToEnd();

        Assert.AreEqual(DecliningPermanently, block.OfferMessage(s_header, 2, null, false));
        Assert.AreEqual(DecliningPermanently, new ScriptedSource().Offer(block, 1, 2, consumeToAccept: true));
    }

    /// <summary>A3: with room, and nothing before it, it is accepted at once, in the order of the offers.</summary>
    [TestMethod]
    public void OfferMessage_Room_IsAcceptedInOrder()
    {
        IPropagatorBlock<int, int> block = NewBlock(item => item * 10, Options(room: 64));
        var source = new ScriptedSource();

        foreach (int item in Enumerable.Range(1, 64))
        {
            DataflowMessageStatus status =
                item % 2 == 0 ? source.Offer(block, item, item) : block.OfferMessage(s_header, item, null, false);
            Assert.AreEqual(Accepted, status);
        }

        AssertItems(Enumerable.Range(1, 64).Select(item => item * 10), ReceiveMany(block, 64));
        Assert.AreEqual(0, source.Calls.Count);
    }

    /// <summary>A4: what ConsumeMessage returns counts, not what was offered.</summary>
    [TestMethod]
    public void OfferMessage_ConsumeToAccept_TakesTheConsumedValue()
    {
        IPropagatorBlock<int, int> block = NewIdentity();
        var source = new ScriptedSource();

        Assert.AreEqual(Accepted, source.Offer(block, 5, value: 1, consumeToAccept: true, consumedAs: 2));

        AssertItems([2], ReceiveMany(block, 1));
        AssertItems(["source: consume 5"], source.Calls.Entries);
        Assert.AreSame(Subject.TargetOf(block), source.LastConsumer);
    }

    /// <summary>A4: without room it is not consumed now, but when its turn comes.</summary>
    [TestMethod]
    public void OfferMessage_ConsumeToAcceptWithoutRoom_IsPostponed()
    {
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewFullBlock(gate);
        var source = new ScriptedSource();

        Assert.AreEqual(Postponed, source.Offer(block, 5, value: 1, consumeToAccept: true, consumedAs: 2));
        Assert.AreEqual(0, source.Calls.Count);

        gate.OpenAll();
        AssertItems([1, 2], ReceiveMany(block, 2));
        AssertItems(["source: consume 5"], source.Calls.Entries);
    }

    /// <summary>A4: a message that is gone takes no place in the count or in the order.</summary>
    [TestMethod]
    public void OfferMessage_ConsumeToAcceptFails_LeavesNothingBehind()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(capacity: 2));
        var source = new ScriptedSource { OnConsume = _ => false };
        PostAll(block, 1);

        Assert.AreEqual(NotAvailable, source.Offer(block, 5, 99, consumeToAccept: true));

        PostAll(block, 2);
        Assert.IsFalse(block.Post(3));
        AssertItems([1, 2], ReceiveMany(block, 2));
        Assert.AreEqual(0, Subject.InputCount(block));
    }

    /// <summary>A4: the same when ConsumeMessage throws. The exception is the offering side's.</summary>
    [TestMethod]
    public void OfferMessage_ConsumeToAcceptThrows_LeavesNothingBehind()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(capacity: 2));
        var reason = new InvalidOperationException("No message today.");
        var source = new ScriptedSource { OnConsume = _ => throw reason };
        PostAll(block, 1);

        var thrown = Assert.ThrowsExactly<InvalidOperationException>(() => source.Offer(block, 5, 99, consumeToAccept: true));

        Assert.AreSame(reason, thrown);
        PostAll(block, 2);
        Assert.IsFalse(block.Post(3));
        AssertItems([1, 2], ReceiveMany(block, 2));
        Assert.IsFalse(block.Completion.IsCompleted);
    }

    /// <summary>A5.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void OfferMessage_NoRoom_IsDeclinedWithoutASourceAndPostponedWithOne(int capacity)
    {
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewFullBlock(gate, capacity);

        Assert.IsFalse(block.Post(98));
        Assert.AreEqual(Declined, block.OfferMessage(s_header, 98, null, false));
        Assert.AreEqual(Postponed, new ScriptedSource().Offer(block, 1, 99));
        Assert.AreEqual(Declined, block.OfferMessage(s_header, 98, null, false));

        gate.OpenAll();
        AssertItems([.. Enumerable.Range(1, capacity), 99], ReceiveMany(block, capacity + 1));
    }

    /// <summary>A5: an unbounded block has room for everything.</summary>
    [TestMethod]
    public void OfferMessage_Unbounded_IsAlwaysAccepted()
    {
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewBlock(gate, Options(capacity: DataflowBlockOptions.Unbounded));

        PostAll(block, Enumerable.Range(0, 3000));

        gate.OpenAll();
        AssertItems(Enumerable.Range(0, 3000), ReceiveMany(block, 3000));
    }
}
