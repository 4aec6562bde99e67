using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;
using static System.Threading.Tasks.Dataflow.DataflowMessageStatus;

namespace OrderedBlocks.Tests.Conformance;

/// <summary>Section B, the block as a source: links that end by themselves, that choose, and that fail.</summary>
[TestClass]
public abstract class LinkLimitConformance<TSubject> : BlockConformance<TSubject>
    where TSubject : BlockSubject, new()
{
    /// <summary>B9: by offer.</summary>
    [TestMethod]
    public void MaxMessages_AcceptedOffers_Count()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 8));
        var limited = new ScriptedTarget(offer => offer.Value == 2 ? Declined : Accepted);
        var rest = new ScriptedTarget();
        block.LinkTo(limited, new DataflowLinkOptions { MaxMessages = 2 });
        block.LinkTo(rest);

        PostAll(block, 1, 2, 3, 4, 5);

        AssertItems([2, 4, 5], rest.WaitForTaken(3));
        AssertItems([1, 2, 3], limited.OfferedValues);
    }

    /// <summary>B9: by consume.</summary>
    [TestMethod]
    public void MaxMessages_ConsumedOffers_Count()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 8));
        var limited = new ScriptedTarget(Postponed);
        var rest = new ScriptedTarget(offer => offer.Value > 2 ? Accepted : Declined);
        block.LinkTo(limited, new DataflowLinkOptions { MaxMessages = 2 });
        block.LinkTo(rest);
        PostAll(block, 1, 2, 3, 4);

        Assert.IsTrue(limited.WaitForOffers(1)[0].TryConsume(out int first));
        Offer offer = limited.WaitForOffers(2)[1];
        Assert.IsTrue(offer.Reserve());
        Assert.IsTrue(offer.TryConsume(out int second));

        AssertItems([1, 2], [first, second]);
        AssertItems([3, 4], rest.WaitForTaken(2));
        AssertItems([1, 2], limited.OfferedValues);
    }

    /// <summary>B9: a link that has had its number is gone, and hands on no end.</summary>
    [TestMethod]
    public async Task MaxMessages_Reached_NoEndIsHandedOn()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 2));
        var limited = new ScriptedTarget();
        block.LinkTo(limited, new DataflowLinkOptions { MaxMessages = 1, PropagateCompletion = true });
        var rest = new ScriptedTarget();
        block.LinkTo(rest, Propagate);

        PostAll(block, 1, 2);
        block.Complete();

        Assert.IsNull(await rest.Ended.WithTimeout());
        AssertItems([1], limited.Taken);
        AssertItems([2], rest.Taken);
        Assert.IsFalse(limited.Ended.IsCompleted);
    }

    /// <summary>B10: what does not match goes to the next link; what matches nowhere waits at the head.</summary>
    [TestMethod]
    public void LinkTo_Predicate_PassesWhatMatches()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 8));
        var even = new ScriptedTarget();
        var small = new ScriptedTarget();
        block.LinkTo(even, item => item % 2 == 0);
        block.LinkTo(small, item => item < 4);

        PostAll(block, 1, 2, 3, 4, 5, 6);

        AssertItems([2, 4], even.WaitForTaken(2));
        AssertItems([1, 3], small.WaitForTaken(2));
        WaitForOutput(block, 2);
        AssertItems([5], ReceiveMany(block, 1));
        AssertItems([2, 4, 6], even.WaitForTaken(3));
    }

    /// <summary>B10: the link between is the target's source, and hands consume, reserve and release on.</summary>
    [TestMethod]
    public async Task LinkTo_Predicate_StandsBetweenAsSourceAndTarget()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 2));
        var target = new ScriptedTarget(Postponed);
        block.LinkTo(target, Propagate, item => item == 1);
        PostAll(block, 1);

        Offer offer = target.WaitForOffers(1)[0];
        Assert.AreNotSame(block, offer.Source);
        Assert.IsTrue(offer.Reserve());
        Assert.IsFalse(Output(block).TryReceive(out _));
        offer.Release();
        offer = target.WaitForOffers(2)[1];
        Assert.IsTrue(offer.TryConsume(out int value));
        block.Complete();

        Assert.AreEqual(1, value);
        Assert.IsNull(await target.Ended.WithTimeout());
    }

    /// <summary>B10: a predicate that throws faults the block.</summary>
    [TestMethod]
    public async Task LinkTo_PredicateThrows_FaultsTheBlock()
    {
        var reason = new InvalidOperationException("Neither yes nor no.");
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 2));
        block.LinkTo(new ScriptedTarget(), _ => throw reason);

        PostAll(block, 1);

        await AssertFaultedByATarget(block.Completion, reason);
        Assert.IsFalse(block.Post(2));
    }

    /// <summary>B11: so does a target, and the queued input is dropped.</summary>
    [TestMethod]
    public async Task Offer_TargetThrows_FaultsTheBlockAndStopsItsInput()
    {
        var reason = new InvalidOperationException("I am broken.");
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewBlock(gate, Options(room: 4, parallelism: 1));
        bool throws = false;
        var broken = new ScriptedTarget(_ => Volatile.Read(ref throws) ? throw reason : Postponed);
        var next = new ScriptedTarget(Declined);
        block.LinkTo(broken, Propagate);
        block.LinkTo(next, Propagate);
        PostAll(block, 1, 2, 3);
        gate.Open(1);
        Offer offer = broken.WaitForOffers(1)[0];
        next.WaitForOffers(1);
        gate.WaitForStart(2);

        // 2 runs and 3 is queued when 1 is offered again
        Volatile.Write(ref throws, true);
        Assert.IsTrue(offer.Reserve());
        offer.Release();

        WaitUntilDeclining(block);
        gate.OpenAll();
        await AssertFaultedByATarget(block.Completion, reason);
        AssertItems([1, 2], gate.Started);
        AssertItems(
            block.Completion.Exception!.InnerExceptions,
            ((AggregateException)(await next.Ended.WithTimeout())!).InnerExceptions);
        AssertItems([1], next.OfferedValues);
        AssertItems(Enumerable.Repeat(1, 1 + block.Completion.Exception.InnerExceptions.Count), broken.OfferedValues);
    }

    /// <summary>B11: while LinkTo itself offers, the caller of LinkTo is told, where that is declared.</summary>
    [TestMethod]
    public async Task LinkTo_TargetThrowsAtOnce_ThrowsOrFaults()
    {
        var reason = new InvalidOperationException("I am broken.");
        IPropagatorBlock<int, int> block = NewBlockWithOutput(1, 2);
        var broken = new ScriptedTarget(_ => throw reason);

        if (Subject.LinkToThrowsWhatTheTargetThrows)
        {
            Assert.AreSame(reason, Assert.ThrowsExactly<InvalidOperationException>(() => block.LinkTo(broken)));
            Assert.IsFalse(block.Completion.IsCompleted);
            Assert.IsTrue(Output(block).TryReceive(out int head));
            Assert.AreEqual(1, head);
        }
        else
        {
            Assert.IsNotNull(block.LinkTo(broken));
            await AssertFaultedByATarget(block.Completion, reason);
        }
    }

    /// <summary>B14: the targets of a JoinBlock have no completion task, and need none.</summary>
    [TestMethod]
    public async Task LinkTo_TargetWithoutACompletion_IsServedAndEnded()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 4));
        var join = new JoinBlock<int, int>();
        Assert.ThrowsExactly<NotSupportedException>(() => join.Target1.Completion);
        block.LinkTo(join.Target1, Propagate);
        PostAll(block, 1, 2);
        PostAll(join.Target2, 10, 20);
        block.Complete();

        AssertItems([Tuple.Create(1, 10), Tuple.Create(2, 20)], [join.Receive(Wait.Limit), join.Receive(Wait.Limit)]);
        await block.Completion.WithTimeout();
        await join.Completion.WithTimeout();
    }

    private async Task AssertFaultedByATarget(Task completion, Exception reason)
    {
        await completion.ToEnd();
        Assert.AreEqual(TaskStatus.Faulted, completion.Status);
        Assert.IsTrue(completion.Exception!.InnerExceptions.All(exception => ReferenceEquals(exception, reason)));
        if (Subject.ATargetThatThrowsIsAskedOnce)
        {
            Assert.HasCount(1, completion.Exception.InnerExceptions);
        }
    }
}
