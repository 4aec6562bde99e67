using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;
using static System.Threading.Tasks.Dataflow.DataflowMessageStatus;

namespace OrderedBlocks.Tests.Conformance;

/// <summary>Section B, the block as a source: the order of its links, and how links come and go.</summary>
[TestClass]
public abstract class LinkConformance<TSubject> : BlockConformance<TSubject>
    where TSubject : BlockSubject, new()
{
    /// <summary>B2: in link order; the first to accept has it; who declines or postpones is passed over.</summary>
    [TestMethod]
    public void Offer_SeveralLinks_GoesInOrderUntilAccepted()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 4));
        var order = new Log<string>();
        block.LinkTo(Named("declines", Declined));
        block.LinkTo(Named("postpones", Postponed));
        block.LinkTo(Named("accepts", Accepted));
        block.LinkTo(Named("never", Accepted));

        PostAll(block, 1, 2);

        AssertItems(
            ["declines 1", "postpones 1", "accepts 1", "declines 2", "postpones 2", "accepts 2"], order.WaitForCount(6));
        WaitForOutput(block, 0);

        ScriptedTarget Named(string name, DataflowMessageStatus status) => new(offer =>
        {
            order.Add($"{name} {offer.Value}");
            return status;
        });
    }

    /// <summary>B2: who declines permanently is unlinked, and the others go on.</summary>
    [TestMethod]
    public void Offer_DecliningPermanently_UnlinksThatTarget()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 4));
        var leaving = new ScriptedTarget(DecliningPermanently);
        var staying = new ScriptedTarget();
        block.LinkTo(leaving, Propagate);
        block.LinkTo(staying, Propagate);

        PostAll(block, 1, 2, 3);
        block.Complete();

        AssertItems([1, 2, 3], staying.WaitForTaken(3));
        Assert.IsNull(staying.Ended.WithTimeout().GetAwaiter().GetResult());
        AssertItems([1], leaving.OfferedValues);
        Assert.IsFalse(leaving.Ended.IsCompleted);
    }

    /// <summary>B2: a target that unlinks itself and does not take it does not stop the round.</summary>
    [TestMethod]
    public void Offer_TargetUnlinksItselfAndDeclines_GoesOnWithTheNext()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 4));
        IDisposable? link = null;
        var leaving = new ScriptedTarget(_ =>
        {
            link!.Dispose();
            return Declined;
        });
        var staying = new ScriptedTarget();
        link = block.LinkTo(leaving);
        block.LinkTo(staying);

        PostAll(block, 1, 2);

        AssertItems([1, 2], staying.WaitForTaken(2));
        AssertItems([1], leaving.OfferedValues);
    }

    /// <summary>B8: a waiting head is offered before LinkTo returns.</summary>
    [TestMethod]
    public void LinkTo_OutputWaiting_OffersTheHeadBeforeItReturns()
    {
        IPropagatorBlock<int, int> block = NewBlockWithOutput(1, 2);
        var caller = new Log<int>();
        var target = new ScriptedTarget(_ =>
        {
            caller.Add(Environment.CurrentManagedThreadId);
            return Declined;
        });

        block.LinkTo(target);

        AssertItems([1], target.OfferedValues);
        AssertItems([Environment.CurrentManagedThreadId], caller.Entries);
    }

    /// <summary>B8: the head that is accepted so is gone when LinkTo returns, and the rest follows.</summary>
    [TestMethod]
    public void LinkTo_OutputWaitingAndAccepted_TheRestFollows()
    {
        IPropagatorBlock<int, int> block = NewBlockWithOutput(1, 2, 3);
        var target = new ScriptedTarget();

        block.LinkTo(target);

        Assert.AreEqual(1, target.Taken[0]);
        AssertItems([1, 2, 3], target.WaitForTaken(3));
    }

    /// <summary>B8.</summary>
    [TestMethod]
    public void LinkTo_AppendFalse_PutsTheLinkFirst()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 4));
        var second = new ScriptedTarget();
        var first = new ScriptedTarget(offer => offer.Value == 1 ? Accepted : Declined);
        block.LinkTo(second);
        block.LinkTo(first, new DataflowLinkOptions { Append = false });

        PostAll(block, 1, 2);

        AssertItems([2], second.WaitForTaken(1));
        AssertItems([1, 2], first.OfferedValues);
        AssertItems([2], second.OfferedValues);
    }

    /// <summary>B8: the same target twice is two links, which come and go by themselves.</summary>
    [TestMethod]
    public void LinkTo_SameTargetTwice_IsOfferedTwice()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 4));
        var target = new ScriptedTarget(Declined);
        using IDisposable first = block.LinkTo(target);
        using IDisposable second = block.LinkTo(target);

        PostAll(block, 1);
        AssertItems([1, 1], target.WaitForOffers(2).Select(offer => offer.Value));
        first.Dispose();
        AssertItems([1], ReceiveMany(block, 1));
        PostAll(block, 2);
        target.WaitForOffers(3);
        second.Dispose();
        PostAll(block, 3);

        AssertItems([2, 3], ReceiveMany(block, 2));
        AssertItems([1, 1, 2], target.OfferedValues);
    }

    /// <summary>B8: and the second of the two can reserve and consume what it was offered.</summary>
    [TestMethod]
    public void LinkTo_SameTargetTwice_BothOffersCanBeConsumed()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 4));
        var target = new ScriptedTarget(Postponed);
        block.LinkTo(target);
        block.LinkTo(target);
        PostAll(block, 1, 2);

        Offer byTheSecond = target.WaitForOffers(2)[1];
        Assert.IsTrue(byTheSecond.Reserve());
        Assert.IsTrue(byTheSecond.TryConsume(out int first));
        Offer byTheFirst = target.WaitForOffers(3)[2];
        Assert.IsTrue(byTheFirst.TryConsume(out int second));

        AssertItems([1, 2], [first, second]);
    }

    /// <summary>B8: an unlinked target is offered nothing any more, and may be unlinked again.</summary>
    [TestMethod]
    public async Task LinkTo_Disposed_IsOverForItemsAndForTheEnd()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 4));
        var target = new ScriptedTarget();
        IDisposable link = block.LinkTo(target, Propagate);
        PostAll(block, 1);
        AssertItems([1], target.WaitForTaken(1));

        link.Dispose();
        link.Dispose();

        PostAll(block, 2);
        AssertItems([2], ReceiveMany(block, 1));
        block.Complete();
        await block.Completion.WithTimeout();
        AssertItems([1], target.OfferedValues);
        Assert.IsFalse(target.Ended.IsCompleted);
    }

    /// <summary>B8: after the end a link only hands on the end, and is never null.</summary>
    [TestMethod]
    [DataRow(Ending.Complete)]
    [DataRow(Ending.Fault)]
    [DataRow(Ending.Cancel)]
    public async Task LinkTo_AfterTheEnd_HandsOnTheEndIfAsked(Ending ending)
    {
        using var cancellation = new CancellationTokenSource();
        var reason = new InvalidOperationException("Enough.");
        IPropagatorBlock<int, int> block = NewIdentity(Options(token: cancellation.Token));
        block.End(ending, cancellation, reason);
        await block.Completion.ToEnd();
        var asked = new ScriptedTarget();
        var notAsked = new ScriptedTarget();

        using IDisposable silent = block.LinkTo(notAsked);
        using IDisposable link = block.LinkTo(asked, Propagate);

        Assert.IsNotNull(link);
        Assert.IsNotNull(silent);
        Exception? received = await asked.Ended.WithTimeout();
        AssertItems(ending == Ending.Fault ? [reason] : [], ((AggregateException?)received)?.InnerExceptions ?? []);
        Assert.IsFalse(notAsked.Ended.IsCompleted);
    }

    /// <summary>B8.</summary>
    [TestMethod]
    public void LinkTo_NullArguments_Throw()
    {
        IPropagatorBlock<int, int> block = NewIdentity();

        Assert.AreEqual("target", Assert.ThrowsExactly<ArgumentNullException>(() => block.LinkTo(null!, Propagate)).ParamName);
        Assert.AreEqual(
            "linkOptions",
            Assert.ThrowsExactly<ArgumentNullException>(() => block.LinkTo(new ScriptedTarget(), null!)).ParamName);
    }
}
