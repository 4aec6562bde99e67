using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Control;

/// <summary>A block that is to end in time.</summary>
[TestClass]
public sealed class DrainTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromDays(1);

    private readonly Gate _gate = new();

    [TestMethod]
    [DynamicData(nameof(BlockSetup.All), typeof(BlockSetup))]
    public async Task DrainAsync_InTime_SaysWhatHasLeft(BlockSetup setup)
    {
        EitherBlock block = CreateGated(setup, items: 10);
        _gate.Open(1, 2);
        block.Outputs.WaitForCount(2);
        block.AssertCounts(new() { Admitted = 10, Released = 2, Running = setup.Dop, Queued = 8 - setup.Dop });
        Task<DrainResult> drain = block.DrainAsync(s_long);
        Assert.IsFalse(block.Target.Post(11));
        Assert.IsFalse(drain.IsCompleted);
        _gate.OpenAll();
        DrainResult result = await drain.WithTimeout();
        var counts = new OrderedBlockStatistics { Admitted = 10, Released = 10 };
        Assert.AreEqual(new() { CompletedInTime = true, Released = 8, Unprocessed = 0, Statistics = counts }, result);
        Assert.AreEqual(TaskStatus.RanToCompletion, block.Completion.Status);
        Assert.AreEqual("ended in time: 8 released, 0 left undone", result.ToString());
        Ends.With(Enumerable.Range(1, 10), block.Outputs.Entries);
    }

    // Two have left, one waits for an earlier one, others run and are queued: the drain does not wait for the delegates.
    [TestMethod]
    [DynamicData(nameof(BlockSetup.Parallel), typeof(BlockSetup))]
    public async Task DrainAsync_TokenFires_ReturnsWhileDelegatesRun(BlockSetup setup)
    {
        using var cancellation = new CancellationTokenSource();
        EitherBlock block = CreateGated(setup, items: 10);
        _gate.Open(1, 2, 4);
        block.Outputs.WaitForCount(2);
        block.AssertCounts(new() { Admitted = 10, Released = 2, Running = 4, Waiting = 1, Queued = 3 });
        _gate.WaitForStarts(7);
        Task<DrainResult> drain = block.DrainAsync(Timeout.InfiniteTimeSpan, cancellation.Token);
        Assert.IsFalse(drain.IsCompleted);
        await cancellation.CancelAsync();
        DrainResult result = await drain.WithTimeout();
        Assert.AreEqual((false, 0L, 8L), (result.CompletedInTime, result.Released, result.Unprocessed));
        Assert.AreEqual("canceled at the deadline: 0 released, 8 left undone", result.ToString());
        Assert.AreEqual((4L, 1L, 3L), (result.Statistics.Running, result.Statistics.Waiting, result.Statistics.DroppedByCancellation));
        Assert.IsFalse(block.Completion.IsCompleted);
        _gate.OpenAll();
        await Ends.Canceled(block.Completion);

        // Until the last delegate has ended, outputs may still leave, in order; nothing that was queued is started.
        int[] outputs = block.Outputs.Entries;
        Ends.With(Enumerable.Range(1, outputs.Length), outputs);
        Assert.IsInRange(2, 6, outputs.Length);
        Assert.AreEqual(
            new OrderedBlockStatistics { Admitted = 10, Released = outputs.Length, DroppedByCancellation = 10 - outputs.Length },
            block.Statistics);
        Ends.With(Enumerable.Range(1, 7), _gate.Started.Order());
    }

    [TestMethod]
    [DynamicData(nameof(BlockSetup.Serial), typeof(BlockSetup))]
    public async Task DrainAsync_ZeroDeadline_CancelsAtOnce(BlockSetup setup)
    {
        EitherBlock block = CreateGated(setup, items: 3);
        _gate.WaitForStart(1);
        DrainResult result = await block.DrainAsync(TimeSpan.Zero).WithTimeout();
        Assert.AreEqual((false, 0L, 3L), (result.CompletedInTime, result.Released, result.Unprocessed));
        _gate.OpenAll();
        await Ends.Canceled(block.Completion);
        Ends.With([1], _gate.Started);
    }

    [TestMethod]
    [DynamicData(nameof(BlockSetup.Serial), typeof(BlockSetup))]
    public async Task DrainAsync_TokenHasFiredBefore_CancelsAtOnce(BlockSetup setup)
    {
        EitherBlock block = CreateGated(setup, items: 3);
        _gate.WaitForStart(1);
        DrainResult result = await block.DrainAsync(s_long, new CancellationToken(canceled: true)).WithTimeout();
        Assert.AreEqual((false, 0L, 3L), (result.CompletedInTime, result.Released, result.Unprocessed));
        _gate.OpenAll();
        await Ends.Canceled(block.Completion);
    }

    // Delegates that listen are left undone, too, whether they have ended by the time of the result or not.
    [TestMethod]
    public async Task DrainAsync_DelegatesThatListen_AreLeftUndone()
    {
        for (int round = 0; round < 100; round++)
        {
            var started = new Log<int>();
            var block = new OrderedTransformBlock<int, int>(
                async (item, token) =>
                {
                    started.Add(item);
                    await Task.Delay(Timeout.Infinite, token);
                    return item;
                },
                new OrderedBlockOptions { MaxDegreeOfParallelism = 3 });
            Assert.AreEqual(5, block.PostRange([1, 2, 3, 4, 5]));
            started.WaitForCount(3);
            DrainResult result = await block.DrainAsync(TimeSpan.Zero).WithTimeout();
            Assert.AreEqual((false, 0L, 5L), (result.CompletedInTime, result.Released, result.Unprocessed));
            await Ends.Canceled(block.Completion);
        }
    }

    [TestMethod]
    [DynamicData(nameof(BlockSetup.Parallel), typeof(BlockSetup))]
    public async Task DrainAsync_PausedBlock_GoesOnAsBefore(BlockSetup setup)
    {
        EitherBlock block = CreatePaused(setup, items: 8);
        block.DegreeOfParallelism = 3;
        _gate.WaitForStarts(3);
        block.DegreeOfParallelism = 0;
        block.AssertCounts(new() { Admitted = 8, Running = 3, Queued = 5 });
        Task<DrainResult> drain = block.DrainAsync(s_long);
        Assert.AreEqual(3, block.DegreeOfParallelism);
        _gate.OpenAll();
        DrainResult result = await drain.WithTimeout();
        Assert.AreEqual((true, 8L, 0L), (result.CompletedInTime, result.Released, result.Unprocessed));
        Ends.With(Enumerable.Range(1, 8), block.Outputs.Entries);
    }

    // Paused from the beginning on.
    [TestMethod]
    [DynamicData(nameof(BlockSetup.Parallel), typeof(BlockSetup))]
    public async Task DrainAsync_BlockThatNeverRan_GoesOnWithAll(BlockSetup setup)
    {
        EitherBlock block = CreatePaused(setup, items: 8);
        _gate.OpenAll();
        DrainResult result = await block.DrainAsync(Timeout.InfiniteTimeSpan).WithTimeout();
        Assert.AreEqual((true, 8L, 0L), (result.CompletedInTime, result.Released, result.Unprocessed));
        Assert.AreEqual(4, block.DegreeOfParallelism);
    }

    [TestMethod]
    [DynamicData(nameof(BlockSetup.Serial), typeof(BlockSetup))]
    public async Task DrainAsync_Twice_BothSayIt(BlockSetup setup)
    {
        using var cancellation = new CancellationTokenSource();
        EitherBlock block = CreateGated(setup, items: 4);
        _gate.Open(1);
        block.Outputs.WaitForCount(1);
        block.AssertCounts(new() { Admitted = 4, Released = 1, Running = 1, Queued = 2 });
        Task<DrainResult> patient = block.DrainAsync(Timeout.InfiniteTimeSpan);
        Task<DrainResult> hasty = block.DrainAsync(s_long, cancellation.Token);
        await cancellation.CancelAsync();
        DrainResult first = await hasty.WithTimeout();
        Assert.AreEqual((false, 0L, 3L), (first.CompletedInTime, first.Released, first.Unprocessed));
        Assert.IsFalse(patient.IsCompleted);
        _gate.OpenAll();
        DrainResult second = await patient.WithTimeout();
        Assert.AreEqual((true, 0L, 3L), (second.CompletedInTime, second.Released, second.Unprocessed));
        await Ends.Canceled(block.Completion);
    }

    [TestMethod]
    [DynamicData(nameof(BlockSetup.Serial), typeof(BlockSetup))]
    public async Task DrainAsync_AfterTheEnd_ReturnsAtOnce(BlockSetup setup)
    {
        EitherBlock block = CreateGated(setup, items: 2);
        _gate.OpenAll();
        block.Complete();
        await block.Completion.WithTimeout();
        Task<DrainResult> drain = block.DrainAsync(TimeSpan.Zero, new CancellationToken(canceled: true));
        Assert.IsTrue(drain.IsCompletedSuccessfully);
        DrainResult result = await drain;
        Assert.AreEqual((true, 0L, 0L), (result.CompletedInTime, result.Released, result.Unprocessed));
    }

    // What was lost before is nothing that the drain has left undone.
    [TestMethod]
    [DynamicData(nameof(BlockSetup.Serial), typeof(BlockSetup))]
    public async Task DrainAsync_AfterAFault_ReturnsAtOnce(BlockSetup setup)
    {
        EitherBlock block = CreateGated(setup, items: 3);
        _gate.WaitForStart(1);
        block.Target.Fault(new InvalidOperationException());
        _gate.OpenAll();
        await block.Completion.ToEnd();
        DrainResult result = await block.DrainAsync(TimeSpan.Zero);
        var counts = new OrderedBlockStatistics { Admitted = 3, DroppedByFault = 3 };
        Assert.AreEqual(new() { CompletedInTime = true, Released = 0, Unprocessed = 0, Statistics = counts }, result);
    }

    // The fault ends the block before the deadline.
    [TestMethod]
    [DynamicData(nameof(BlockSetup.Serial), typeof(BlockSetup))]
    public async Task DrainAsync_AnItemFails_SaysWhatWasLeftUndone(BlockSetup setup)
    {
        EitherBlock block = CreateGated(setup, items: 5);
        _gate.Open(1);
        block.Outputs.WaitForCount(1);
        Task<DrainResult> drain = block.DrainAsync(s_long);
        _gate.WaitForStart(2);
        _gate.Fail(2, new InvalidOperationException());
        DrainResult result = await drain.WithTimeout();
        var counts = new OrderedBlockStatistics { Admitted = 5, Released = 1, Failed = 1, DroppedByFault = 3 };
        Assert.AreEqual((true, 3L, counts), (result.CompletedInTime, result.Unprocessed, result.Statistics));
        Assert.AreEqual(TaskStatus.Faulted, block.Completion.Status);
    }

    // A sender that waits is refused at once.
    [TestMethod]
    [DynamicData(nameof(BlockSetup.Serial), typeof(BlockSetup))]
    public async Task DrainAsync_SendersWait_AreRefused(BlockSetup setup)
    {
        OrderedBlockOptions options = setup.Options();
        options.BoundedCapacity = 2;
        var block = new EitherBlock(setup, _gate.Run, options);
        block.Post(1, 2);
        Task<bool> sent = block.Target.SendAsync(3);
        Task<DrainResult> drain = block.DrainAsync(s_long);
        Assert.IsFalse(await sent.WithTimeout());
        _gate.OpenAll();
        DrainResult result = await drain.WithTimeout();
        Assert.AreEqual((true, 2L, 0L), (result.CompletedInTime, result.Released, result.Unprocessed));
        Assert.AreEqual(2, result.Statistics.Admitted);
    }

    // Outputs that nobody takes are left undone.
    [TestMethod]
    public async Task DrainAsync_NobodyTakesTheOutputs_TheyAreLeftUndone()
    {
        using var cancellation = new CancellationTokenSource();
        var block = new OrderedTransformBlock<int, int>(static item => item);
        Assert.AreEqual(3, block.PostRange([1, 2, 3]));
        Wait.Until(() => block.OutputCount == 3, "The outputs are not there.");
        Task<DrainResult> drain = block.DrainAsync(s_long, cancellation.Token);
        Assert.AreEqual(1, block.Receive());
        await cancellation.CancelAsync();
        DrainResult result = await drain.WithTimeout();
        Assert.AreEqual((false, 1L, 2L), (result.CompletedInTime, result.Released, result.Unprocessed));
        await Ends.Canceled(block.Completion);
        Assert.IsFalse(block.TryReceive(out _));
    }

    // The places for failures are all taken: the drain does not wait for that longer than for anything else.
    [TestMethod]
    [DynamicData(nameof(BlockSetup.Serial), typeof(BlockSetup))]
    public async Task DrainAsync_AFailureWaitsForAPlace_IsLostAtTheDeadline(BlockSetup setup)
    {
        OrderedBlockOptions options = setup.Options();
        options.FailureMode = ItemFailureMode.SkipItem;
        options.FailureCapacity = 1;
        var block = new EitherBlock(setup, static _ => throw new InvalidOperationException(), options);
        var letters = new FailureTarget(capacity: 0);
        block.Failures.LinkTo(letters, new DataflowLinkOptions { PropagateCompletion = true });
        block.Post(1, 2, 3);
        block.AssertCounts(new() { Admitted = 3, Failed = 1, Running = 1, Queued = 1 });
        block.WaitUntilAFailureWaits();
        DrainResult result = await block.DrainAsync(TimeSpan.Zero).WithTimeout();
        Assert.IsFalse(result.CompletedInTime);
        await Ends.Canceled(block.Completion);
        Assert.AreEqual(
            new OrderedBlockStatistics { Admitted = 3, Failed = 2, LostFailures = 1, DroppedByCancellation = 1 }, block.Statistics);
        Assert.IsFalse(letters.Ended.IsCompleted);
        letters.Open(1);
        Assert.IsNull(await letters.Ended.WithTimeout());
    }

    [TestMethod]
    public void DrainAsync_InvalidDeadline_ThrowsAtOnce()
    {
        var transform = new OrderedTransformBlock<int, int>(static item => item);
        var action = new OrderedActionBlock<int, int>(static item => item, static _ => { });
        foreach (TimeSpan deadline in new[]
        {
            TimeSpan.FromMilliseconds(-2), TimeSpan.FromTicks(-1), TimeSpan.MinValue,
        })
        {
            string? name = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => { _ = transform.DrainAsync(deadline); }).ParamName;
            Assert.AreEqual("timeout", name);
            name = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => { _ = action.DrainAsync(deadline); }).ParamName;
            Assert.AreEqual("timeout", name);
        }

        // It has changed nothing.
        Assert.IsTrue(transform.Post(1));
        Assert.IsTrue(action.Post(1));
    }

    // Above what a timer takes there is no deadline.
    [TestMethod]
    [DataRow((uint.MaxValue - 1) * TimeSpan.TicksPerMillisecond)]
    [DataRow(uint.MaxValue * TimeSpan.TicksPerMillisecond)]
    [DataRow(long.MaxValue)]
    public async Task DrainAsync_LongDeadline_IsValid(long ticks)
    {
        var block = new OrderedTransformBlock<int, int>(static item => item);
        DrainResult result = await block.DrainAsync(TimeSpan.FromTicks(ticks)).WithTimeout();
        Assert.AreEqual(new() { CompletedInTime = true }, result);
    }

    private EitherBlock CreateGated(BlockSetup setup, int items)
    {
        var block = new EitherBlock(setup, _gate.Run);
        block.Post(Enumerable.Range(1, items));
        return block;
    }

    private EitherBlock CreatePaused(BlockSetup setup, int items)
    {
        var block = new EitherBlock(setup, _gate.Run) { DegreeOfParallelism = 0 };
        block.Post(Enumerable.Range(1, items));
        block.AssertCounts(new() { Admitted = items, Queued = items });
        return block;
    }
}
