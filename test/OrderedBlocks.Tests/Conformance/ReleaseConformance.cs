using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;
using static System.Threading.Tasks.Dataflow.DataflowMessageStatus;

namespace OrderedBlocks.Tests.Conformance;

/// <summary>Section A, the block as a target: how it lets the postponed messages go when it ends.</summary>
[TestClass]
public abstract class ReleaseConformance<TSubject> : BlockConformance<TSubject>
    where TSubject : BlockSubject, new()
{
    /// <summary>A9: every postponed message is reserved and released.</summary>
    [TestMethod]
    [DataRow(Ending.Complete)]
    [DataRow(Ending.Fault)]
    [DataRow(Ending.Cancel)]
    public async Task End_PostponedMessages_AreReservedAndReleased(Ending ending)
    {
        using var cancellation = new CancellationTokenSource();
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewFullBlock(gate, token: cancellation.Token);
        var calls = new Log<string>();
        Assert.AreEqual(Postponed, new ScriptedSource("a", calls).Offer(block, 7, 2));
        Assert.AreEqual(Postponed, new ScriptedSource("b", calls).Offer(block, 8, 3));

        block.End(ending, cancellation);
        gate.OpenAll();
        _ = block.LinkTo(DataflowBlock.NullTarget<int>());
        await block.Completion.ToEnd();
        calls.WaitForCount(4);

        AssertItems(["a: release 7", "a: reserve 7", "b: release 8", "b: reserve 8"], calls.Entries.Order());
        Assert.IsLessThan(Array.IndexOf(calls.Entries, "a: release 7"), Array.IndexOf(calls.Entries, "a: reserve 7"));
        Assert.IsLessThan(Array.IndexOf(calls.Entries, "b: release 8"), Array.IndexOf(calls.Entries, "b: reserve 8"));
        AssertItems([1], gate.Started);
    }

    /// <summary>A9: a message that cannot be reserved is not released.</summary>
    [TestMethod]
    public async Task End_PostponedMessageThatIsGone_IsNotReleased()
    {
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewFullBlock(gate);
        var gone = new ScriptedSource { OnReserve = _ => false };
        var next = new ScriptedSource("next");
        Assert.AreEqual(Postponed, gone.Offer(block, 7, 2));
        Assert.AreEqual(Postponed, next.Offer(block, 8, 3));

        block.Complete();
        gate.OpenAll();
        _ = block.LinkTo(DataflowBlock.NullTarget<int>());
        await block.Completion.WithTimeout();

        AssertItems(["next: reserve 8", "next: release 8"], next.Calls.WaitForCount(2));
        AssertItems(["source: reserve 7"], gone.Calls.WaitForCount(1));
    }

    /// <summary>A9: a source that throws faults the block, and the others are still released.</summary>
    [TestMethod]
    public async Task End_SourceThrowsOnRelease_FaultsAndReleasesTheOthers()
    {
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewFullBlock(gate);
        var reason = new InvalidOperationException("Keep it.");
        var next = new ScriptedSource("next");
        Assert.AreEqual(Postponed, new ScriptedSource { OnRelease = _ => throw reason }.Offer(block, 7, 2));
        Assert.AreEqual(Postponed, next.Offer(block, 8, 3));

        block.Complete();
        gate.OpenAll();
        _ = block.LinkTo(DataflowBlock.NullTarget<int>());

        AssertItems(["next: reserve 8", "next: release 8"], next.Calls.WaitForCount(2));
        await block.Completion.ToEnd();
        if (Subject.CompletionWaitsForReleases)
        {
            await AssertFaulted(block.Completion, reason);
        }
    }

    /// <summary>A9: the end comes after the last release, where that is declared.</summary>
    [TestMethod]
    [DataRow(Ending.Complete)]
    [DataRow(Ending.Fault)]
    [DataRow(Ending.Cancel)]
    public async Task End_ReleaseUnderWay_CompletionWaitsOnlyAsDeclared(Ending ending)
    {
        using var cancellation = new CancellationTokenSource();
        using var inside = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewFullBlock(gate, token: cancellation.Token);
        var slow = new ScriptedSource
        {
            OnRelease = _ =>
            {
                inside.Set();
                Wait.ForEvent(leave);
            },
        };
        Assert.AreEqual(Postponed, slow.Offer(block, 7, 2));

        // the release may be made on the stack of this call
        Task call = Task.Run(() => block.End(ending, cancellation));
        WaitUntilDeclining(block);
        gate.OpenAll();
        _ = block.LinkTo(DataflowBlock.NullTarget<int>());
        Wait.ForEvent(inside);
        if (Subject.CompletionWaitsForReleases)
        {
            // in the time in which another block lives and ends, one that does not wait would have ended, too
            IPropagatorBlock<int, int> other = NewBlockWithOutput(1);
            other.Complete();
            AssertItems([1], ReceiveMany(other, 1));
            await other.Completion.WithTimeout();
            Assert.IsFalse(block.Completion.IsCompleted);
        }
        else
        {
            await block.Completion.ToEnd();
        }

        leave.Set();
        await call.WithTimeout();
        await block.Completion.ToEnd();
    }

    /// <summary>A9, dotnet/runtime#27357: pending sends end false, at once where the block declares it.</summary>
    [TestMethod]
    [DataRow(Ending.Complete)]
    [DataRow(Ending.Fault)]
    [DataRow(Ending.Cancel)]
    public async Task End_PendingSends_EndFalse(Ending ending)
    {
        using var cancellation = new CancellationTokenSource();
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewFullBlock(gate, token: cancellation.Token);
        Task<bool>[] sends = [block.SendAsync(2), block.SendAsync(3, new CancellationTokenSource().Token)];

        block.End(ending, cancellation);

        if (!Subject.PendingSendsEndAtOnce)
        {
            // the delegate still runs, and until it ends nothing is released
            Assert.IsFalse(sends.Any(send => send.IsCompleted));
            gate.OpenAll();
        }

        AssertItems([false, false], await Task.WhenAll(sends).WithTimeout());
        gate.OpenAll();
        _ = block.LinkTo(DataflowBlock.NullTarget<int>());
        await block.Completion.ToEnd();
        AssertItems([1], gate.Started);
    }

    /// <summary>A9: a downstream that never takes the output does not hold the senders of an ended block.</summary>
    [TestMethod]
    public async Task Complete_OutputNobodyTakes_PendingSendsEndFalse()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(capacity: 1));
        PostAll(block, 1);
        WaitForOutput(block, 1);
        Task<bool> send = block.SendAsync(2);

        block.Complete();

        Assert.IsFalse(await send.WithTimeout());
        Assert.IsFalse(block.Completion.IsCompleted);
        AssertItems([1], ReceiveMany(block, 1));
        await block.Completion.WithTimeout();
    }

    /// <summary>A10: a WriteOnceBlock offers again from inside ReleaseReservation.</summary>
    [TestMethod]
    [DataRow(Ending.Complete)]
    [DataRow(Ending.Fault)]
    [DataRow(Ending.Cancel)]
    public async Task End_PostponedWriteOnceBlock_OffersAgainOnTheSameStack(Ending ending)
    {
        using var cancellation = new CancellationTokenSource();
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewFullBlock(gate, token: cancellation.Token);
        var watched = new WatchingTarget(block);
        var once = new WriteOnceBlock<int>(null);
        once.LinkTo(watched);
        once.Post(2);
        watched.Offers.WaitForEntry((2, true, false, Postponed));

        block.End(ending, cancellation);
        gate.OpenAll();
        _ = block.LinkTo(DataflowBlock.NullTarget<int>());
        await block.Completion.ToEnd();

        // the second offer goes to the block itself, not through the watcher; a block that is not re-entrant hangs above
        Assert.AreEqual(2, await once.ReceiveAsync().WithTimeout());
        AssertItems([1], gate.Started);
    }

    /// <summary>A10: a source that offers again while it is released is declined, on any thread.</summary>
    [TestMethod]
    public async Task End_SourceOffersAgainWhileReleased_IsDeclinedPermanently()
    {
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewFullBlock(gate);
        var answers = new Log<DataflowMessageStatus>();
        ScriptedSource source = null!;
        source = new ScriptedSource
        {
            OnRelease = _ =>
            {
                answers.Add(source.Offer(block, 8, 2));
                answers.Add(Task.Run(() => source.Offer(block, 9, 3)).WithTimeout().GetAwaiter().GetResult());
            },
        };
        Assert.AreEqual(Postponed, source.Offer(block, 7, 2));

        block.Complete();
        gate.OpenAll();
        _ = block.LinkTo(DataflowBlock.NullTarget<int>());
        await block.Completion.WithTimeout();

        AssertItems([DecliningPermanently, DecliningPermanently], answers.WaitForCount(2));
    }

    /// <summary>A10: a broadcast message that is postponed may be overwritten by a newer one.</summary>
    [TestMethod]
    public void ConsumeMessage_PostponedBroadcast_TakesTheNewest()
    {
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewFullBlock(gate);
        var watched = new WatchingTarget(block);
        var broadcast = new BroadcastBlock<int>(null);
        broadcast.LinkTo(watched);
        broadcast.Post(2);
        watched.Offers.WaitForEntry((2, true, false, Postponed));
        broadcast.Post(3);
        watched.Offers.WaitForEntry((3, true, false, Postponed));

        gate.OpenAll();

        AssertItems([1, 3], ReceiveMany(block, 2));
        Assert.IsFalse(Output(block).TryReceive(out _));
    }
}
