using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;
using static System.Threading.Tasks.Dataflow.DataflowMessageStatus;

namespace OrderedBlocks.Tests.Conformance;

/// <summary>Section B, the block as a source: reservations, argument checks, and calls from inside an offer.</summary>
[TestClass]
public abstract class ReservationConformance<TSubject> : BlockConformance<TSubject>
    where TSubject : BlockSubject, new()
{
    /// <summary>B4: one holder; everybody else gets nothing until it consumes.</summary>
    [TestMethod]
    public void ReserveMessage_Held_NobodyElseGetsTheHead()
    {
        IPropagatorBlock<int, int> block = NewBlockWithOutput(1, 2);
        Offer holder = PeekHead(block);
        Offer other = holder with { Target = new ScriptedTarget() };

        Assert.IsTrue(holder.Reserve());

        Assert.IsFalse(other.Reserve());
        Assert.IsFalse(holder.Reserve());
        Assert.IsFalse(other.TryConsume(out int value));
        Assert.AreEqual(0, value);
        Assert.IsFalse(Output(block).TryReceive(out _));
        Assert.IsFalse(Output(block).TryReceiveAll(out _));
        Assert.AreEqual(2, Subject.OutputCount(block));
        Assert.IsTrue(holder.TryConsume(out value));
        Assert.AreEqual(1, value);
        AssertItems([2], ReceiveMany(block, 1));
    }

    /// <summary>B4: nothing is offered while it is held, not even to a new link; then the new link comes in.</summary>
    [TestMethod]
    public void ReserveMessage_Held_NothingIsOffered()
    {
        IPropagatorBlock<int, int> block = NewBlockWithOutput(1);
        Offer holder = PeekHead(block);
        Assert.IsTrue(holder.Reserve());
        var target = new ScriptedTarget();

        block.LinkTo(target);

        Assert.IsEmpty(target.Offers);
        Assert.IsTrue(holder.TryConsume(out _));
        PostAll(block, 2);
        AssertItems([2], target.WaitForTaken(1));
    }

    /// <summary>B4: the end waits for the holder, whatever the end is.</summary>
    [TestMethod]
    [DataRow(Ending.Complete, true)]
    [DataRow(Ending.Complete, false)]
    [DataRow(Ending.Fault, true)]
    [DataRow(Ending.Fault, false)]
    [DataRow(Ending.Cancel, true)]
    [DataRow(Ending.Cancel, false)]
    public async Task ReserveMessage_HeldWhileEnding_TheEndWaits(Ending ending, bool consume)
    {
        using var cancellation = new CancellationTokenSource();
        var reason = new InvalidOperationException("Enough.");
        IPropagatorBlock<int, int> block = NewIdentity(Options(token: cancellation.Token));
        PostAll(block, 1);
        WaitForOutput(block, 1);
        Offer holder = PeekHead(block);
        Assert.IsTrue(holder.Reserve());

        block.End(ending, cancellation, reason);

        Assert.IsFalse(await block.SendAsync(2).WithTimeout());
        Assert.IsFalse(block.Completion.IsCompleted);
        if (consume)
        {
            Assert.IsTrue(holder.TryConsume(out int value));
            Assert.AreEqual(1, value);
        }
        else
        {
            holder.Release();
            if (ending == Ending.Complete)
            {
                AssertItems([1], ReceiveMany(block, 1));
            }
        }

        await block.Completion.ToEnd();
        TaskStatus expected = ending switch
        {
            Ending.Complete => TaskStatus.RanToCompletion,
            Ending.Fault => TaskStatus.Faulted,
            _ => TaskStatus.Canceled,
        };
        Assert.AreEqual(expected, block.Completion.Status);
    }

    /// <summary>B5.</summary>
    [TestMethod]
    public void ReleaseReservation_NotTheHolderOrNotTheId_Throws()
    {
        IPropagatorBlock<int, int> block = NewBlockWithOutput(1, 2);
        Offer holder = PeekHead(block);

        Assert.ThrowsExactly<InvalidOperationException>(holder.Release);
        Assert.IsTrue(holder.Reserve());
        Assert.ThrowsExactly<InvalidOperationException>((holder with { Target = new ScriptedTarget() }).Release);
        Assert.ThrowsExactly<InvalidOperationException>(
            (holder with { Header = new DataflowMessageHeader(holder.Header.Id + 1) }).Release);

        // the reservation has survived all that
        Assert.IsFalse(Output(block).TryReceive(out _));
        holder.Release();
        Assert.ThrowsExactly<InvalidOperationException>(holder.Release);
        AssertItems([1, 2], ReceiveMany(block, 2));
    }

    /// <summary>B5: a release offers the same head again, to all.</summary>
    [TestMethod]
    public void ReleaseReservation_Valid_OffersTheHeadToAllAgain()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 2));
        var first = new ScriptedTarget(Declined);
        var second = new ScriptedTarget(Postponed);
        block.LinkTo(first);
        block.LinkTo(second);
        PostAll(block, 1);
        Offer offer = second.WaitForOffers(1)[0];
        Assert.IsTrue(offer.Reserve());

        offer.Release();

        Offer again = second.WaitForOffers(2)[1];
        AssertItems([1, 1], first.OfferedValues);
        Assert.AreEqual(offer.Header, again.Header);
        Assert.IsTrue(again.TryConsume(out int value));
        Assert.AreEqual(1, value);
    }

    /// <summary>B6: the header first, then the target.</summary>
    [TestMethod]
    public void ConsumeReserveRelease_InvalidArguments_Throw()
    {
        ISourceBlock<int> block = NewBlockWithOutput(1);
        var header = new DataflowMessageHeader(1);
        Action<DataflowMessageHeader>[] calls =
        [
            id => block.ConsumeMessage(id, null!, out _),
            id => block.ReserveMessage(id, null!),
            id => block.ReleaseReservation(id, null!),
        ];

        foreach (Action<DataflowMessageHeader> call in calls)
        {
            Assert.AreEqual("messageHeader", Assert.ThrowsExactly<ArgumentException>(() => call(default)).ParamName);
            Assert.AreEqual("target", Assert.ThrowsExactly<ArgumentNullException>(() => call(header)).ParamName);
        }

        AssertItems([1], [block.Receive(Wait.Limit)]);
    }
}
