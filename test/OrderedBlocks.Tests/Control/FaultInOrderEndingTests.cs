using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Control;

/// <summary>A block that is failing in order when something else happens to it, and one whose outputs nobody takes.</summary>
[TestClass]
public sealed class FaultInOrderEndingTests
{
    private static readonly InvalidOperationException s_error = new("The item.");
    private static readonly InvalidOperationException s_outside = new("From outside.");

    private readonly Gate _gate = new();

    public static IEnumerable<object[]> Threads => Enum.GetValues<WorkerThreadMode>().Select(static threads => new object[] { threads });

    [TestMethod]
    [DynamicData(nameof(Threads))]
    public async Task Outputs_NobodyTakesThem_TheBlockWaits(WorkerThreadMode threads)
    {
        OrderedTransformBlock<int, int> block = CreateFailingAtFour(threads, CancellationToken.None);
        Assert.IsFalse(block.Post(9));
        Counts.Assert(new() { Admitted = 6, Failed = 1, DroppedByFault = 2, Waiting = 3 }, () => block.Statistics);
        Assert.AreEqual(3, block.OutputCount);
        Assert.IsTrue(block.TryReceive(out int first));
        Assert.AreEqual(1, first);
        Assert.IsFalse(block.Completion.IsCompleted);
        Ends.With([2, 3], [block.Receive(Wait.Limit), block.Receive(Wait.Limit)]);
        await Ends.Faulted(block.Completion, s_error);
        Assert.AreEqual(
            new OrderedBlockStatistics { Admitted = 6, Released = 3, Failed = 1, DroppedByFault = 2 }, block.Statistics);
    }

    [TestMethod]
    [DynamicData(nameof(Threads))]
    public async Task Outputs_AllReceivedAtOnce_EndsTheBlock(WorkerThreadMode threads)
    {
        OrderedTransformBlock<int, int> block = CreateFailingAtFour(threads, CancellationToken.None);
        Assert.IsTrue(block.TryReceiveAll(out IList<int>? items));
        Ends.With([1, 2, 3], items);
        await Ends.Faulted(block.Completion, s_error);
        Assert.IsFalse(await block.OutputAvailableAsync().WithTimeout());
    }

    [TestMethod]
    [DynamicData(nameof(Threads))]
    public async Task Outputs_SlowTarget_GetsThemAndThenTheException(WorkerThreadMode threads)
    {
        OrderedTransformBlock<int, int> block = CreateFailingAtFour(threads, CancellationToken.None);
        var target = new ScriptedTarget(DataflowMessageStatus.Postponed);
        block.LinkTo(target, new DataflowLinkOptions { PropagateCompletion = true });
        for (int i = 0; i < 3; i++)
        {
            Assert.IsFalse(target.Ended.IsCompleted);
            Assert.IsTrue(target.WaitForOffers(i + 1)[i].TryConsume(out int value));
            Assert.AreEqual(i + 1, value);
        }

        Exception? end = await target.Ended.WithTimeout();
        Assert.AreSame(s_error, ((AggregateException)end!).Flatten().InnerException);
        Ends.With([1, 2, 3], target.OfferedValues);
    }

    // The end waits for a reservation as any end does.
    [TestMethod]
    [DynamicData(nameof(Threads))]
    public async Task Outputs_TheLastOneIsReserved_EndsWhenItIsConsumed(WorkerThreadMode threads)
    {
        OrderedTransformBlock<int, int> block = CreateFailingAtFour(threads, CancellationToken.None);
        Ends.With([1, 2], [block.Receive(Wait.Limit), block.Receive(Wait.Limit)]);
        var target = new ScriptedTarget(DataflowMessageStatus.Postponed);
        block.LinkTo(target);
        Offer offer = target.WaitForOffers(1)[0];
        Assert.IsTrue(offer.Reserve());
        Assert.IsFalse(block.TryReceive(out _));
        Assert.IsFalse(block.Completion.IsCompleted);
        Assert.IsTrue(offer.TryConsume(out int value));
        Assert.AreEqual(3, value);
        await Ends.Faulted(block.Completion, s_error);
    }

    [TestMethod]
    [DynamicData(nameof(Threads))]
    public async Task Cancel_WhileFailing_EndsAtOnceAsFaulted(WorkerThreadMode threads)
    {
        using var cancellation = new CancellationTokenSource();
        OrderedTransformBlock<int, int> block = CreateFailingAtFour(threads, cancellation.Token);
        await cancellation.CancelAsync();
        await Ends.Faulted(block.Completion, s_error);
        Assert.AreEqual(new OrderedBlockStatistics { Admitted = 6, Failed = 1, DroppedByFault = 5 }, block.Statistics);
        Assert.IsFalse(block.TryReceive(out _));
    }

    [TestMethod]
    [DynamicData(nameof(Threads))]
    public async Task Fault_WhileFailing_EndsAtOnceWithBoth(WorkerThreadMode threads)
    {
        OrderedTransformBlock<int, int> block = CreateFailingAtFour(threads, CancellationToken.None);
        ((IDataflowBlock)block).Fault(s_outside);
        await Ends.Faulted(block.Completion, s_error, s_outside);
        Assert.AreEqual(new OrderedBlockStatistics { Admitted = 6, Failed = 1, DroppedByFault = 5 }, block.Statistics);
    }

    [TestMethod]
    [DynamicData(nameof(Threads))]
    public async Task Complete_WhileFailing_ChangesNothing(WorkerThreadMode threads)
    {
        OrderedTransformBlock<int, int> block = CreateFailingAtFour(threads, CancellationToken.None);
        block.Complete();
        Assert.IsFalse(block.Completion.IsCompleted);
        Assert.IsTrue(block.TryReceiveAll(out IList<int>? items));
        Ends.With([1, 2, 3], items);
        await Ends.Faulted(block.Completion, s_error);
    }

    [TestMethod]
    [DynamicData(nameof(Threads))]
    public async Task DrainAsync_WhileFailing_WaitsForWhatComesBefore(WorkerThreadMode threads)
    {
        OrderedTransformBlock<int, int> block = CreateFailingAtFour(threads, CancellationToken.None);
        Task<DrainResult> drain = block.DrainAsync(Timeout.InfiniteTimeSpan);
        Assert.IsTrue(block.TryReceiveAll(out _));
        DrainResult result = await drain.WithTimeout();
        Assert.AreEqual((true, 3L, 0L), (result.CompletedInTime, result.Released, result.Unprocessed));
        await Ends.Faulted(block.Completion, s_error);
    }

    [TestMethod]
    [DynamicData(nameof(Threads))]
    public async Task DrainAsync_DeadlineWhileFailing_EndsAtOnceAsFaulted(WorkerThreadMode threads)
    {
        OrderedTransformBlock<int, int> block = CreateFailingAtFour(threads, CancellationToken.None);
        DrainResult result = await block.DrainAsync(TimeSpan.Zero).WithTimeout();
        Assert.AreEqual((false, 0L, 3L), (result.CompletedInTime, result.Released, result.Unprocessed));
        await Ends.Faulted(block.Completion, s_error);
    }

    // Nothing comes before what fails when everything is late: the order of the ends is that of the calls.
    [TestMethod]
    [DynamicData(nameof(Threads))]
    public async Task Item_FailsAfterCancellation_EndsAsFaulted(WorkerThreadMode threads)
    {
        using var cancellation = new CancellationTokenSource();
        OrderedTransformBlock<int, int> block = Create(threads, cancellation.Token);
        _gate.WaitForStarts(4);
        await cancellation.CancelAsync();
        _gate.Fail(4, s_error);
        _gate.OpenAll();
        await Ends.Faulted(block.Completion, s_error);
        OrderedBlockStatistics counts = block.Statistics;
        Assert.AreEqual((6L, 0L, 1L, 5L), (counts.Admitted, counts.Released, counts.Failed, counts.Dropped));
    }

    // The end needs nothing of the user's scheduler, which may have stopped, once what comes before has left.
    [TestMethod]
    public async Task Outputs_TakenWhileTheSchedulerStandsStill_EndsTheBlock()
    {
        var scheduler = new ManualScheduler();
        var block = new OrderedTransformBlock<int, int>(
            static item => item == 3 ? throw s_error : item,
            new OrderedBlockOptions { FailureMode = ItemFailureMode.FaultInOrder, TaskScheduler = scheduler });
        Assert.AreEqual(4, block.PostRange([1, 2, 3, 4]));
        scheduler.RunAll();
        Assert.IsTrue(block.TryReceiveAll(out IList<int>? items));
        Ends.With([1, 2], items);
        await Ends.Faulted(block.Completion, s_error);
        Assert.AreEqual(
            new OrderedBlockStatistics { Admitted = 4, Released = 2, Failed = 1, DroppedByFault = 1 }, block.Statistics);
    }

    private OrderedTransformBlock<int, int> Create(WorkerThreadMode threads, CancellationToken token)
    {
        var block = new OrderedTransformBlock<int, int>(
            _gate.Run,
            new OrderedBlockOptions
            {
                FailureMode = ItemFailureMode.FaultInOrder,
                WorkerThreadMode = threads,
                MaxDegreeOfParallelism = 4,
                CancellationToken = token,
            });
        Assert.AreEqual(6, block.PostRange([1, 2, 3, 4, 5, 6]));
        return block;
    }

    // 5 and 6 are dropped, nothing runs, and nobody is linked.
    private OrderedTransformBlock<int, int> CreateFailingAtFour(WorkerThreadMode threads, CancellationToken token)
    {
        OrderedTransformBlock<int, int> block = Create(threads, token);
        _gate.WaitForStarts(4);
        _gate.Fail(4, s_error);
        Counts.Assert(new() { Admitted = 6, Failed = 1, DroppedByFault = 2, Running = 3 }, () => block.Statistics);
        _gate.Open(1, 2, 3);
        Counts.Assert(new() { Admitted = 6, Failed = 1, DroppedByFault = 2, Waiting = 3 }, () => block.Statistics);
        return block;
    }
}
