using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;
using static System.Threading.Tasks.Dataflow.DataflowMessageStatus;

namespace OrderedBlocks.Tests.Conformance;

/// <summary>Section A, the block as a target: what becomes of a postponed message.</summary>
[TestClass]
public abstract class PostponementConformance<TSubject> : BlockConformance<TSubject>
    where TSubject : BlockSubject, new()
{
    /// <summary>A3: behind a postponed message nothing is accepted at once, or it would overtake.</summary>
    [TestMethod]
    public void OfferMessage_RoomWhileAPostponedMessageIsTaken_DoesNotOvertake()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(capacity: 2));
        PostAll(block, 1, 2);
        WaitForOutput(block, 2);
        var later = new ScriptedSource("later");
        var answers = new Log<DataflowMessageStatus>();
        var first = new ScriptedSource("first")
        {
            // the block takes 3 into the first free place; a second one is made meanwhile, so only the transfer that is
            // under way forbids to accept
            OnConsume = _ =>
            {
                Assert.IsTrue(Output(block).TryReceive(out int second));
                Assert.AreEqual(2, second);
                answers.Add(block.OfferMessage(new DataflowMessageHeader(1), 98, null, false));
                answers.Add(later.Offer(block, 1, 4));
                return true;
            },
        };
        Assert.AreEqual(Postponed, first.Offer(block, 1, 3));

        Assert.IsTrue(Output(block).TryReceive(out int head));

        Assert.AreEqual(1, head);
        AssertItems([Declined, Postponed], answers.WaitForCount(2));
        AssertItems([3, 4], ReceiveMany(block, 2));
    }

    /// <summary>A3: the postponed come in the order in which they were postponed.</summary>
    [TestMethod]
    public void OfferMessage_SeveralPostponed_ComeInOrder()
    {
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewFullBlock(gate);
        foreach (int item in Enumerable.Range(2, 20))
        {
            Assert.AreEqual(Postponed, new ScriptedSource().Offer(block, 1, item));
        }

        gate.OpenAll();

        AssertItems(Enumerable.Range(1, 21), ReceiveMany(block, 21));
    }

    /// <summary>A6.</summary>
    [TestMethod]
    public void OfferMessage_NewerHeaderOfAPostponedSource_ReplacesTheOldAndKeepsItsPlace()
    {
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewFullBlock(gate);
        var calls = new Log<string>();
        var a = new ScriptedSource("a", calls);
        var b = new ScriptedSource("b", calls);
        Assert.AreEqual(Postponed, a.Offer(block, 1, 11));
        Assert.AreEqual(Postponed, b.Offer(block, 1, 21));
        Assert.AreEqual(Postponed, a.Offer(block, 2, 12));

        gate.OpenAll();

        AssertItems([1, 12, 21], ReceiveMany(block, 3));
        AssertItems(["a: consume 2", "b: consume 1"], calls.Entries);
    }

    /// <summary>A6: the entry is spent once consumed; the next offer queues behind the others.</summary>
    [TestMethod]
    public void OfferMessage_SourceWhoseMessageWasConsumed_QueuesBehindTheOthers()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(capacity: 1));
        PostAll(block, 1);
        WaitForOutput(block, 1);
        var a = new ScriptedSource("a");
        Assert.AreEqual(Postponed, a.Offer(block, 1, 11));
        Assert.AreEqual(Postponed, new ScriptedSource("b").Offer(block, 1, 21));
        AssertItems([1], ReceiveMany(block, 1));
        a.Calls.WaitForEntry("a: consume 1");

        Assert.AreEqual(Postponed, a.Offer(block, 2, 12));

        AssertItems([11, 21, 12], ReceiveMany(block, 3));
    }

    /// <summary>A7: a failed consume is skipped, and leaves no hole and no count.</summary>
    [TestMethod]
    public async Task ConsumeMessage_Fails_GoesOnWithTheNext()
    {
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewFullBlock(gate);
        foreach (int item in Enumerable.Range(2, 6))
        {
            int copy = item;
            Assert.AreEqual(Postponed, new ScriptedSource { OnConsume = _ => copy % 2 == 0 }.Offer(block, 1, item));
        }

        gate.OpenAll();

        AssertItems([1, 2, 4, 6], ReceiveMany(block, 4));
        Assert.IsTrue(await block.SendAsync(8).WithTimeout());
        AssertItems([8], ReceiveMany(block, 1));
    }

    /// <summary>A7: the only postponed message is gone, and the place is free again.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public async Task ConsumeMessage_AllFail_GivesThePlacesBack(int capacity)
    {
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewFullBlock(gate, capacity);
        var gone = new ScriptedSource { OnConsume = _ => false };
        Assert.AreEqual(Postponed, gone.Offer(block, 1, 99));

        gate.OpenAll();

        AssertItems(Enumerable.Range(1, capacity), ReceiveMany(block, capacity));
        gone.Calls.WaitForCount(1);
        foreach (int item in Enumerable.Range(1, capacity))
        {
            Assert.IsTrue(await block.SendAsync(item).WithTimeout());
        }

        Assert.IsFalse(block.Post(99));
        AssertItems(Enumerable.Range(1, capacity), ReceiveMany(block, capacity));
    }

    /// <summary>A7: while a postponed message is consumed, every other thread gets through.</summary>
    [TestMethod]
    public void ConsumeMessage_OfAPostponed_IsCalledWithoutALock()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(capacity: 2));
        PostAll(block, 1, 2);
        WaitForOutput(block, 2);
        var got = new Log<int>();
        var source = new ScriptedSource
        {
            OnConsume = _ =>
            {
                var other = Task.Run(() =>
                {
                    _ = Subject.InputCount(block);
                    got.Add(Subject.OutputCount(block));
                    Assert.AreEqual(Postponed, new ScriptedSource().Offer(block, 1, 4));
                    Assert.IsTrue(Output(block).TryReceive(out int second));
                    got.Add(second);
                    block.LinkTo(new ScriptedTarget(Declined)).Dispose();
                });
                other.WithTimeout().GetAwaiter().GetResult();
                return true;
            },
        };
        Assert.AreEqual(Postponed, source.Offer(block, 1, 3));

        Assert.IsTrue(Output(block).TryReceive(out _));

        AssertItems([1, 2], got.WaitForCount(2));
        AssertItems([3, 4], ReceiveMany(block, 2));
    }

    /// <summary>A7: a source that throws when asked for its postponed message faults the block.</summary>
    [TestMethod]
    public async Task ConsumeMessage_ThrowsForAPostponed_FaultsTheBlock()
    {
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewFullBlock(gate);
        var reason = new InvalidOperationException("No message today.");
        Assert.AreEqual(Postponed, new ScriptedSource { OnConsume = _ => throw reason }.Offer(block, 1, 2));

        gate.OpenAll();
        _ = block.LinkTo(DataflowBlock.NullTarget<int>());

        await AssertFaulted(block.Completion, reason);
        Assert.IsFalse(block.Post(3));
    }
}
