using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;
using static System.Threading.Tasks.Dataflow.DataflowMessageStatus;

namespace OrderedBlocks.Tests.Conformance;

/// <summary>Section A, the block as a target: SendAsync, and offers from two threads.</summary>
[TestClass]
public abstract class SendConformance<TSubject> : BlockConformance<TSubject>
    where TSubject : BlockSubject, new()
{
    /// <summary>A8: first offered without a source, then with one.</summary>
    [TestMethod]
    public async Task SendAsync_FullBlock_OffersTwiceAndEndsWhenItsTurnComes()
    {
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewFullBlock(gate);
        var watched = new WatchingTarget(block);

        Task<bool> sent = watched.SendAsync(2);

        AssertItems([(2, false, false, Declined), (2, true, false, Postponed)], watched.Offers.Entries);
        Assert.IsFalse(sent.IsCompleted);
        gate.OpenAll();
        AssertItems([1, 2], ReceiveMany(block, 2));
        Assert.IsTrue(await sent.WithTimeout());
    }

    /// <summary>A8: with a token the second offer is to be consumed.</summary>
    [TestMethod]
    public async Task SendAsync_FullBlockWithAToken_AsksToConsume()
    {
        using var cancellation = new CancellationTokenSource();
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewFullBlock(gate);
        var watched = new WatchingTarget(block);

        Task<bool> sent = watched.SendAsync(2, cancellation.Token);

        AssertItems([(2, false, false, Declined), (2, true, true, Postponed)], watched.Offers.Entries);
        gate.OpenAll();
        AssertItems([1, 2], ReceiveMany(block, 2));
        Assert.IsTrue(await sent.WithTimeout());
    }

    /// <summary>A8: a send that was canceled while postponed leaves no hole.</summary>
    [TestMethod]
    public async Task SendAsync_CanceledWhilePostponed_IsSkipped()
    {
        using var cancellation = new CancellationTokenSource();
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewFullBlock(gate);
        Task<bool> canceled = block.SendAsync(2, cancellation.Token);
        Task<bool> next = block.SendAsync(3);

        await cancellation.CancelAsync();

        await AssertCanceled(canceled);
        gate.OpenAll();
        AssertItems([1, 3], ReceiveMany(block, 2));
        Assert.IsTrue(await next.WithTimeout());
    }

    /// <summary>A11: another thread offers while an offer of the first is inside ConsumeMessage.</summary>
    [TestMethod]
    public async Task OfferMessage_WhileAnotherThreadConsumesToAccept_BothCome()
    {
        ExecutionDataflowBlockOptions options = Options(room: 2);
        options.SingleProducerConstrained = false;
        IPropagatorBlock<int, int> block = NewIdentity(options);
        Task<DataflowMessageStatus>? other = null;
        using var started = new ManualResetEventSlim();
        var source = new ScriptedSource
        {
            OnConsume = _ =>
            {
                other = Task.Run(() =>
                {
                    started.Set();
                    return new ScriptedSource("other").Offer(block, 1, 2, consumeToAccept: true);
                });
                Wait.ForEvent(started);
                return true;
            },
        };

        Assert.AreEqual(Accepted, source.Offer(block, 1, 1, consumeToAccept: true));

        // which of the two came first is open; nothing may be lost, doubled, or left waiting for the other
        DataflowMessageStatus answer = await other!.WithTimeout();
        Assert.IsTrue(answer is Accepted or Postponed, $"{answer}");
        AssertItems([1, 2], ReceiveMany(block, 2).Order());
        Assert.IsFalse(Output(block).TryReceive(out _));
    }
}
