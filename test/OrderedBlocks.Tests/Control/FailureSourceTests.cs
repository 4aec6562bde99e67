using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Control;

/// <summary>A block's failures as the source that they are.</summary>
[TestClass]
public sealed class FailureSourceTests
{
    private static readonly DataflowLinkOptions s_propagate = new() { PropagateCompletion = true };

    // Unlinked: two are kept, the others lost.
    [TestMethod]
    [DynamicData(nameof(BlockSetup.All), typeof(BlockSetup))]
    public async Task Failures_NobodyLinked_AreKeptAsFarAsThereIsRoom(BlockSetup setup)
    {
        EitherBlock block = Create(setup, capacity: 2);
        block.Post(1, 2, 3, 4, 5);
        block.AssertCounts(new() { Admitted = 5, Failed = 5, LostFailures = 3 });
        Assert.IsTrue(block.Failures.TryReceive(out ItemFailure<int>? first));
        Assert.IsTrue(block.Failures.TryReceive(static _ => true, out ItemFailure<int>? second));
        Assert.IsFalse(block.Failures.TryReceive(out _));
        if (setup.Dop == 1)
        {
            Ends.With([(1, 0L, "1"), (2, 1L, "2")], new[] { first, second }.Select(
                static failure => (failure.Input, failure.Position, failure.Exception.Message)));
        }

        // There is room again.
        block.Post(6);
        block.AssertCounts(new() { Admitted = 6, Failed = 6, LostFailures = 3 });
        block.Complete();
        await block.Completion.WithTimeout();
        Assert.IsFalse(block.Failures.Completion.IsCompleted);
        Assert.IsTrue(block.Failures.TryReceiveAll(out IList<ItemFailure<int>>? rest));
        Ends.With([6], rest.Select(static failure => failure.Input));
        await block.Failures.Completion.WithTimeout();
    }

    // One at the target, two kept, and one for each worker; the item behind them is not started.
    [TestMethod]
    [DynamicData(nameof(BlockSetup.All), typeof(BlockSetup))]
    public async Task Failures_SlowTarget_HoldsUpTheBlock(BlockSetup setup)
    {
        EitherBlock block = Create(setup, capacity: 2);
        var letters = new FailureTarget(capacity: 1);
        block.Failures.LinkTo(letters, s_propagate);
        block.Post(Enumerable.Range(1, 12));
        block.AssertCounts(new() { Admitted = 12, Failed = 3, Running = setup.Dop, Queued = 12 - 3 - setup.Dop });
        letters.Open(1);
        block.AssertCounts(new() { Admitted = 12, Failed = 4, Running = setup.Dop, Queued = 12 - 4 - setup.Dop });
        letters.Open(7);
        block.AssertCounts(new() { Admitted = 12, Failed = 11, Running = 1 });
        letters.Open(2);
        block.AssertCounts(new() { Admitted = 12, Failed = 12 });
        Assert.IsNotEmpty(letters.Taken.WaitForCount(11));
        block.Complete();
        await block.Completion.WithTimeout();
        Assert.IsFalse(letters.Ended.IsCompleted);
        letters.Open(1);
        Assert.IsNull(await letters.Ended.WithTimeout());
        int[] taken = [.. letters.Taken.Entries.Select(static failure => failure.Input)];
        Ends.With(Enumerable.Range(1, 12), setup.Dop == 1 ? taken : taken.Order());
        Assert.AreEqual(0, block.Statistics.LostFailures);
    }

    [TestMethod]
    [DynamicData(nameof(BlockSetup.Serial), typeof(BlockSetup))]
    public void Failures_TheLinkIsRemovedWhileOneWaits_TheyGoOn(BlockSetup setup)
    {
        EitherBlock block = Create(setup, capacity: 1);
        IDisposable link = block.Failures.LinkTo(new FailureTarget(capacity: 0));
        block.Post(1, 2, 3);
        block.AssertCounts(new() { Admitted = 3, Failed = 1, Running = 1, Queued = 1 });
        block.WaitUntilAFailureWaits();
        link.Dispose();
        block.AssertCounts(new() { Admitted = 3, Failed = 3, LostFailures = 2 });
        Assert.IsTrue(block.Failures.TryReceive(out ItemFailure<int>? kept));
        Assert.AreEqual(1, kept.Input);
    }

    [TestMethod]
    [DynamicData(nameof(BlockSetup.Serial), typeof(BlockSetup))]
    public void Failures_TheTargetDeclinesForGoodWhileOneWaits_TheyGoOn(BlockSetup setup)
    {
        EitherBlock block = Create(setup, capacity: 1);
        var letters = new FailureTarget(capacity: 0);
        block.Failures.LinkTo(letters);
        block.Post(1, 2, 3);
        block.AssertCounts(new() { Admitted = 3, Failed = 1, Running = 1, Queued = 1 });
        block.WaitUntilAFailureWaits();
        letters.Offered.WaitForCount(1);
        letters.Declines = true;
        letters.Open(1);
        Ends.With([1], letters.Taken.Entries.Select(static failure => failure.Input));

        // 2 has the place of 1, and is declined, so 3 has none.
        block.AssertCounts(new() { Admitted = 3, Failed = 3, LostFailures = 1 });
        Assert.IsTrue(block.Failures.TryReceive(out ItemFailure<int>? kept));
        Assert.AreEqual(2, kept.Input);
    }

    // Another link is there in time: nothing is lost.
    [TestMethod]
    [DynamicData(nameof(BlockSetup.Serial), typeof(BlockSetup))]
    public void Failures_AnotherTargetIsLinkedWhileOneWaits_TakesThem(BlockSetup setup)
    {
        EitherBlock block = Create(setup, capacity: 1);
        IDisposable link = block.Failures.LinkTo(new FailureTarget(capacity: 0));
        block.Post(1, 2, 3);
        block.AssertCounts(new() { Admitted = 3, Failed = 1, Running = 1, Queued = 1 });
        block.WaitUntilAFailureWaits();
        var letters = new FailureTarget(capacity: 10);
        block.Failures.LinkTo(letters);
        link.Dispose();
        block.AssertCounts(new() { Admitted = 3, Failed = 3 });
        Ends.With([1, 2, 3], letters.Taken.WaitForCount(3).Select(static failure => failure.Input));
    }

    [TestMethod]
    [DynamicData(nameof(BlockSetup.Serial), typeof(BlockSetup))]
    public async Task Failures_LinkWithMaxMessages_EndsTheWaitWithTheLastOne(BlockSetup setup)
    {
        EitherBlock block = Create(setup, capacity: 1);
        var letters = new FailureTarget(capacity: 0);
        block.Failures.LinkTo(letters, new DataflowLinkOptions { MaxMessages = 1 });
        block.Post(1, 2, 3);
        block.AssertCounts(new() { Admitted = 3, Failed = 1, Running = 1, Queued = 1 });
        block.WaitUntilAFailureWaits();
        letters.Open(1);
        block.AssertCounts(new() { Admitted = 3, Failed = 3, LostFailures = 1 });
        Assert.AreEqual(2, (await block.Failures.ReceiveAsync().WithTimeout()).Input);
    }

    [TestMethod]
    [DynamicData(nameof(BlockSetup.Serial), typeof(BlockSetup))]
    public async Task Failures_TargetThrows_FaultsTheBlockToo(BlockSetup setup)
    {
        var error = new InvalidOperationException("The queue is broken.");
        EitherBlock block = Create(setup, capacity: 1);
        block.Failures.LinkTo(new ThrowingTarget<ItemFailure<int>>(error));
        block.Post(1);
        await Ends.Faulted(block.Completion, error);
        await Ends.Faulted(block.Failures.Completion, error);
        Assert.AreEqual(new OrderedBlockStatistics { Admitted = 1, Failed = 1, LostFailures = 1 }, block.Statistics);
    }

    // A failure has no second end: whoever has the source in hand cannot end it for the block.
    [TestMethod]
    [DynamicData(nameof(BlockSetup.Serial), typeof(BlockSetup))]
    public async Task Failures_CompletedFromOutsideWhileOneWaits_TheBlockEndsAllTheSame(BlockSetup setup)
    {
        EitherBlock block = Create(setup, capacity: 1);
        var letters = new FailureTarget(capacity: 0);
        block.Failures.LinkTo(letters);
        block.Post(1, 2, 3);
        block.AssertCounts(new() { Admitted = 3, Failed = 1, Running = 1, Queued = 1 });
        block.WaitUntilAFailureWaits();
        block.Failures.Complete();
        letters.Open(3);
        block.AssertCounts(new() { Admitted = 3, Failed = 3, LostFailures = 2 });
        block.Complete();
        await block.Completion.WithTimeout();
        await block.Failures.Completion.WithTimeout();
        Ends.With([1], letters.Taken.Entries.Select(static failure => failure.Input));
    }

    // What was kept is lost and counted, and so is what comes after; the block goes on.
    [TestMethod]
    public async Task Failures_Fault_LosesThemAndTheBlockGoesOn()
    {
        var block = new OrderedTransformBlock<int, int>(
            static item => item % 2 == 0 ? item : throw new ArithmeticException(),
            new OrderedBlockOptions { FailureMode = ItemFailureMode.SkipItem });
        Assert.IsTrue(block.Post(1));
        Wait.Until(() => block.Statistics.Failed == 1, "the first item fails");

        block.Failures.Fault(new InvalidOperationException());
        await block.Failures.Completion.ToEnd();

        Assert.IsInstanceOfType<InvalidOperationException>(block.Failures.Completion.Exception!.InnerException);
        Assert.AreEqual(3, block.PostRange([2, 3, 4]));
        Assert.AreEqual(2, await block.ReceiveAsync().WithTimeout());
        Assert.AreEqual(4, await block.ReceiveAsync().WithTimeout());
        block.Complete();
        await block.Completion.WithTimeout();
        OrderedBlockStatistics end = block.Statistics;
        Assert.AreEqual((4, 2, 2, 2), (end.Admitted, end.Released, end.Failed, end.LostFailures));
    }

    // A target may be linked after all has ended, the block's threads as well.
    [TestMethod]
    [DynamicData(nameof(BlockSetup.Parallel), typeof(BlockSetup))]
    public async Task Failures_LinkedAfterTheEnd_AreHandedOnAndComplete(BlockSetup setup)
    {
        EitherBlock block = Create(setup, capacity: 100);
        await block.SendAsync(Enumerable.Range(1, 50));
        block.Complete();
        await block.Completion.WithTimeout();
        var letters = new FailureTarget(capacity: 100);
        block.Failures.LinkTo(letters, s_propagate);
        Assert.IsNull(await letters.Ended.WithTimeout());
        Ends.With(Enumerable.Range(1, 50), letters.Taken.Entries.Select(static failure => failure.Input).Order());
    }

    private static EitherBlock Create(BlockSetup setup, int capacity)
    {
        OrderedBlockOptions options = setup.Options();
        options.FailureMode = ItemFailureMode.SkipItem;
        options.FailureCapacity = capacity;
        return new EitherBlock(setup, static item => throw new InvalidOperationException($"{item}"), options);
    }
}
