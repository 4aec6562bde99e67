using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;
using static System.Threading.Tasks.Dataflow.DataflowMessageStatus;

namespace OrderedBlocks.Tests.Conformance;

/// <summary>Section B, the block as a source: its head, its counts, and when it is offered.</summary>
[TestClass]
public abstract class HeadConformance<TSubject> : BlockConformance<TSubject>
    where TSubject : BlockSubject, new()
{
    /// <summary>B1: each head has an id of its own, at least 1, whatever took the one before it.</summary>
    [TestMethod]
    public void Head_EveryWayToRemoveIt_GetsANewId()
    {
        IPropagatorBlock<int, int> block = NewBlockWithOutput(1, 2, 3, 4, 5);
        var heads = new List<Offer> { PeekHead(block) };

        Assert.IsTrue(Output(block).TryReceive(out _));
        heads.Add(PeekHead(block));
        Assert.IsTrue(heads[^1].TryConsume(out _));
        heads.Add(PeekHead(block));
        Assert.IsTrue(heads[^1].Reserve());
        Assert.IsTrue(heads[^1].TryConsume(out _));
        heads.Add(PeekHead(block));
        block.LinkTo(new ScriptedTarget(), new DataflowLinkOptions { MaxMessages = 1 });
        heads.Add(PeekHead(block));
        Assert.IsTrue(Output(block).TryReceiveAll(out _));
        PostAll(block, 6);
        heads.Add(PeekHead(block));

        AssertItems([1, 2, 3, 4, 5, 6], heads.Select(head => head.Value));
        Assert.IsTrue(heads.All(head => head.Header.IsValid && head.Header.Id >= 1));
        Assert.HasCount(heads.Count, heads.Select(head => head.Header.Id).ToHashSet());
    }

    /// <summary>B1: the ids of offers that are accepted one after the other.</summary>
    [TestMethod]
    public void Head_AcceptedOffers_HaveDifferentIds()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 20));
        var target = new ScriptedTarget();
        block.LinkTo(target);

        PostAll(block, Enumerable.Range(1, 20));

        AssertItems(Enumerable.Range(1, 20), target.WaitForTaken(20));
        Assert.HasCount(20, target.Offers.Select(offer => offer.Header.Id).ToHashSet());
        Assert.IsTrue(target.Offers.All(offer => ReferenceEquals(offer.Source, block) && !offer.ConsumeToAccept));
    }

    /// <summary>B1: a stale id, and one that is still to come, fail softly.</summary>
    [TestMethod]
    public void ConsumeMessage_NotTheHead_IsNotConsumed()
    {
        IPropagatorBlock<int, int> block = NewBlockWithOutput(1, 2);
        Offer first = PeekHead(block);
        Offer never = first with { Header = new DataflowMessageHeader(first.Header.Id + 1000) };

        Assert.IsFalse(never.TryConsume(out int value));
        Assert.AreEqual(0, value);
        Assert.IsFalse(never.Reserve());
        Assert.IsTrue(first.TryConsume(out _));
        Assert.IsFalse(first.TryConsume(out value));
        Assert.AreEqual(0, value);
        Assert.IsFalse(first.Reserve());

        AssertItems([2], ReceiveMany(block, 1));
    }

    /// <summary>B1: with no output nothing is consumed or reserved.</summary>
    [TestMethod]
    public void ConsumeMessage_EmptyOutput_IsNotConsumed()
    {
        IPropagatorBlock<int, int> block = NewBlockWithOutput(1);
        Offer first = PeekHead(block);
        Assert.IsTrue(Output(block).TryReceive(out _));

        Offer[] guesses =
            [.. Enumerable.Range(0, 3).Select(step => first with { Header = new DataflowMessageHeader(first.Header.Id + step) })];

        Assert.IsFalse(guesses.Any(guess => guess.TryConsume(out _)));
        Assert.IsFalse(guesses.Any(guess => guess.Reserve()));
    }

    /// <summary>B3: while nobody takes the head, neither it nor what comes behind it is offered again.</summary>
    [TestMethod]
    public void Head_NobodyTookIt_IsOfferedOnceUntilItIsReceived()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 4));
        var target = new ScriptedTarget(offer => offer.Value == 1 ? Declined : Accepted);
        block.LinkTo(target);
        PostAll(block, 1);
        target.WaitForOffers(1);

        // more output gives the block every occasion to offer the head again
        PostAll(block, 2, 3);
        WaitForOutput(block, 3);
        Assert.IsTrue(Output(block).TryReceive(out _));

        AssertItems([2, 3], target.WaitForTaken(2));
        AssertItems([1, 2, 3], target.OfferedValues);
    }

    /// <summary>B3: a consume makes it offer the next.</summary>
    [TestMethod]
    public void Head_PostponedAndConsumedLater_NextIsOffered()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 4));
        var target = new ScriptedTarget(Postponed);
        block.LinkTo(target);
        PostAll(block, 1, 2, 3);

        foreach (int item in Enumerable.Range(1, 3))
        {
            Offer[] offers = target.WaitForOffers(item);
            AssertItems(Enumerable.Range(1, item), offers.Select(offer => offer.Value));
            Assert.IsTrue(offers[^1].TryConsume(out int value));
            Assert.AreEqual(item, value);
        }

        WaitForOutput(block, 0);
    }

    /// <summary>B3: a new link is offered the head that the others did not want; they are not asked again.</summary>
    [TestMethod]
    public void LinkTo_HeadNobodyTook_IsOfferedToTheNewLinkOnly()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 4));
        var first = new ScriptedTarget(Declined);
        var second = new ScriptedTarget(Declined);
        var third = new ScriptedTarget(Declined);
        block.LinkTo(first);
        PostAll(block, 1);
        first.WaitForOffers(1);

        block.LinkTo(second);
        block.LinkTo(third, new DataflowLinkOptions { Append = false });

        // the next head goes to all, so all that was offered before it has been offered by then
        Assert.AreEqual(1, block.Receive(Wait.Limit));
        PostAll(block, 2);
        AssertItems([1, 2], second.WaitForOffers(2).Select(offer => offer.Value));
        AssertItems([1, 2], first.OfferedValues);
        AssertItems([1, 2], third.OfferedValues);
    }

    /// <summary>B12: the filter sees the head alone.</summary>
    [TestMethod]
    public void TryReceive_FilterThatRefusesTheHead_IsFalse()
    {
        IPropagatorBlock<int, int> block = NewBlockWithOutput(1, 2);
        var seen = new List<int>();

        Assert.IsFalse(Output(block).TryReceive(
            item =>
            {
                seen.Add(item);
                return item == 2;
            },
            out int none));
        Assert.IsTrue(Output(block).TryReceive(item => item == 1, out int first));
        Assert.IsTrue(Output(block).TryReceive(item => item == 2, out int second));
        Assert.IsFalse(Output(block).TryReceive(_ => true, out _));

        AssertItems([1], seen);
        AssertItems([0, 1, 2], [none, first, second]);
    }

    /// <summary>B12: a filter that throws takes nothing, and does not fault the block.</summary>
    [TestMethod]
    public void TryReceive_FilterThrows_LeavesTheItem()
    {
        IPropagatorBlock<int, int> block = NewBlockWithOutput(1);
        var reason = new InvalidOperationException("No.");

        var thrown = Assert.ThrowsExactly<InvalidOperationException>(
            () => Output(block).TryReceive(_ => throw reason, out _));

        Assert.AreSame(reason, thrown);
        AssertItems([1], ReceiveMany(block, 1));
        Assert.IsFalse(block.Completion.IsCompleted);
    }

    /// <summary>B12.</summary>
    [TestMethod]
    public void TryReceiveAll_Empty_IsFalseAndNull()
    {
        IPropagatorBlock<int, int> block = NewIdentity();

        Assert.IsFalse(Output(block).TryReceiveAll(out IList<int>? items));
        Assert.IsNull(items);
    }

    /// <summary>B12: it takes all that is ready, in order, and gives the places back.</summary>
    [TestMethod]
    public void TryReceiveAll_Output_TakesAllInOrder()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(capacity: 5));
        PostAll(block, 1, 2, 3, 4, 5);
        WaitForOutput(block, 5);

        Assert.IsTrue(Output(block).TryReceiveAll(out IList<int>? items));

        AssertItems([1, 2, 3, 4, 5], items);
        Assert.AreEqual(0, Subject.OutputCount(block));
        Assert.IsFalse(Output(block).TryReceiveAll(out _));
        PostAll(block, 6, 7, 8, 9, 10);
        AssertItems([6, 7, 8, 9, 10], ReceiveMany(block, 5));
    }

    /// <summary>B13: a result that waits for an earlier one is not output yet.</summary>
    [TestMethod]
    public void OutputCount_EarlierItemStillRuns_ExcludesTheFinished()
    {
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewBlock(gate, Options(room: 4, parallelism: 2));
        PostAll(block, 1, 2, 3);
        gate.WaitForStart(2);

        gate.Open(2);
        gate.WaitForStart(3);

        // at most two run, so 2 is finished
        Assert.AreEqual(0, Subject.OutputCount(block));
        Assert.IsFalse(Output(block).TryReceive(out _));
        gate.Open(1);
        WaitForOutput(block, 2);
        gate.Open(3);
        AssertItems([1, 2, 3], ReceiveMany(block, 3));
    }

    /// <summary>B13: what is being transformed is not input any more.</summary>
    [TestMethod]
    public void InputCount_ItemsRun_ExcludesThem()
    {
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewBlock(gate, Options(room: 8, parallelism: 2));
        PostAll(block, 1, 2, 3, 4, 5);
        gate.WaitForStarts(2);

        Assert.AreEqual(3, Subject.InputCount(block));
        gate.Open(1);
        gate.WaitForStart(3);
        Assert.AreEqual(2, Subject.InputCount(block));
        gate.OpenAll();
        WaitForOutput(block, 5);
        Assert.AreEqual(0, Subject.InputCount(block));
    }
}
