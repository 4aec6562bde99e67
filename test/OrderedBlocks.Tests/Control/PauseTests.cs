using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Control;

/// <summary>A block that is paused.</summary>
[TestClass]
public sealed class PauseTests
{
    private readonly Gate _gate = new();

    // Again and again, and at every distance of the pause from the item before: whatever the workers do then.
    [TestMethod]
    [DynamicData(nameof(BlockSetup.All), typeof(BlockSetup))]
    public async Task Pause_AnItemPostedAfterIt_IsNotStarted(BlockSetup setup)
    {
        const int Rounds = 100;
        int paused = -1;
        var broken = new Log<int>();
        var block = new EitherBlock(
            setup,
            item =>
            {
                if (item == Volatile.Read(ref paused))
                {
                    broken.Add(item);
                }

                return Task.FromResult(item);
            });
        for (int round = 0; round < Rounds; round++)
        {
            int first = round * 4;
            await block.SendAsync(Enumerable.Range(first, 3));
            Thread.SpinWait(round * 7 % 400);
            block.DegreeOfParallelism = 0;
            Volatile.Write(ref paused, first + 3);
            await block.SendAsync(first + 3);
            Thread.SpinWait(200);
            Volatile.Write(ref paused, -1);
            block.DegreeOfParallelism = setup.Dop;
            Wait.Until(() => block.Outputs.Count == first + 4, "An item has not come out.");
        }

        block.Complete();
        await block.Completion.WithTimeout();
        Assert.IsEmpty(broken.Entries);
        Ends.With(Enumerable.Range(0, Rounds * 4), block.Outputs.Entries);
    }

    [TestMethod]
    [DynamicData(nameof(BlockSetup.All), typeof(BlockSetup))]
    public async Task Pause_PendingDelegates_EndAndAreHandedOn(BlockSetup setup)
    {
        var block = new EitherBlock(setup, _gate.Run);
        block.Post(Enumerable.Range(1, 8));
        _gate.WaitForStarts(setup.Dop);
        block.DegreeOfParallelism = 0;
        Assert.AreEqual(0, block.DegreeOfParallelism);
        _gate.OpenAll();
        block.AssertCounts(new() { Admitted = 8, Released = setup.Dop, Queued = 8 - setup.Dop });
        Ends.With(Enumerable.Range(1, setup.Dop), block.Outputs.WaitForCount(setup.Dop));
        Ends.With(Enumerable.Range(1, setup.Dop), _gate.Started.Order());
        block.DegreeOfParallelism = 1;
        block.AssertCounts(new() { Admitted = 8, Released = 8 });
        Ends.With(Enumerable.Range(1, 8), block.Outputs.Entries);
        block.Complete();
        await block.Completion.WithTimeout();
    }

    [TestMethod]
    [DynamicData(nameof(BlockSetup.All), typeof(BlockSetup))]
    public async Task Pause_Complete_WaitsForTheResumption(BlockSetup setup)
    {
        EitherBlock block = CreatePaused(setup, 5);
        block.Complete();
        Assert.IsFalse(block.Target.Post(6));
        block.AssertCounts(new() { Admitted = 5, Queued = 5 });
        Assert.IsFalse(block.Completion.IsCompleted);
        _gate.OpenAll();
        block.DegreeOfParallelism = setup.Dop;
        await block.Completion.WithTimeout();
        Ends.With(Enumerable.Range(1, 5), block.Outputs.Entries);
    }

    // An empty one has nothing to wait for.
    [TestMethod]
    [DynamicData(nameof(BlockSetup.Serial), typeof(BlockSetup))]
    public async Task Pause_CompleteWithoutItems_Ends(BlockSetup setup)
    {
        EitherBlock block = CreatePaused(setup, 0);
        block.Complete();
        await block.Completion.WithTimeout();
        Assert.AreEqual(0, block.DegreeOfParallelism);
        block.DegreeOfParallelism = 1;
    }

    [TestMethod]
    [DynamicData(nameof(BlockSetup.All), typeof(BlockSetup))]
    public async Task Pause_Fault_Ends(BlockSetup setup)
    {
        var error = new InvalidOperationException();
        EitherBlock block = CreatePaused(setup, 5);
        block.Target.Fault(error);
        await Ends.Faulted(block.Completion, error);
        Assert.IsEmpty(_gate.Started);
        Assert.AreEqual(new OrderedBlockStatistics { Admitted = 5, DroppedByFault = 5 }, block.Statistics);
    }

    [TestMethod]
    [DynamicData(nameof(BlockSetup.All), typeof(BlockSetup))]
    public async Task Pause_Cancel_Ends(BlockSetup setup)
    {
        using var cancellation = new CancellationTokenSource();
        OrderedBlockOptions options = setup.Options();
        options.CancellationToken = cancellation.Token;
        var block = new EitherBlock(setup, _gate.Run, options) { DegreeOfParallelism = 0 };
        block.Post(1, 2, 3);
        await cancellation.CancelAsync();
        await Ends.Canceled(block.Completion);
        Assert.IsEmpty(_gate.Started);
        Assert.AreEqual(new OrderedBlockStatistics { Admitted = 3, DroppedByCancellation = 3 }, block.Statistics);
    }

    // Full while it is paused: senders wait, and go on after it.
    [TestMethod]
    [DynamicData(nameof(BlockSetup.Parallel), typeof(BlockSetup))]
    public async Task Pause_FullBlock_SendersWaitAndGoOn(BlockSetup setup)
    {
        OrderedBlockOptions options = setup.Options();
        options.BoundedCapacity = 4;
        _gate.OpenAll();
        var block = new EitherBlock(setup, _gate.Run, options) { DegreeOfParallelism = 0 };
        block.Post(1, 2, 3, 4);
        Assert.IsFalse(block.Target.Post(5));
        Task<bool>[] sends = [.. Enumerable.Range(5, 20).Select(block.Target.SendAsync)];
        Assert.IsFalse(Array.Exists(sends, static send => send.IsCompleted));
        block.AssertCounts(new() { Admitted = 4, Queued = 4 });
        block.DegreeOfParallelism = 2;
        bool[] sent = await Task.WhenAll(sends).WithTimeout();
        Ends.With(Enumerable.Repeat(true, 20), sent);
        block.Complete();
        await block.Completion.WithTimeout();
        Ends.With(Enumerable.Range(1, 24), block.Outputs.Entries);
    }

    // A sender that lends a hand counts as a worker, so it does not work for a paused block.
    [TestMethod]
    public async Task Pause_CallerRuns_TheSenderWaits()
    {
        var block = new OrderedActionBlock<int, int>(
            static item => item,
            static _ => { },
            new OrderedBlockOptions { BoundedCapacity = 2, MaxDegreeOfParallelism = 2, CallerRuns = true })
        {
            DegreeOfParallelism = 0,
        };
        Assert.AreEqual(2, block.PostRange([1, 2]));
        Task<bool> sent = block.SendAsync(3);
        Assert.IsFalse(sent.IsCompleted);
        Counts.Assert(new() { Admitted = 2, Queued = 2 }, () => block.Statistics);
        block.DegreeOfParallelism = 1;
        Assert.IsTrue(await sent.WithTimeout());
        block.Complete();
        await block.Completion.WithTimeout();
        Assert.AreEqual(new OrderedBlockStatistics { Admitted = 3, Released = 3 }, block.Statistics);
    }

    // The test is the only one who runs anything.
    [TestMethod]
    public async Task Pause_UsersScheduler_NothingIsStarted()
    {
        var scheduler = new ManualScheduler();
        var started = new List<int>();
        var block = new OrderedTransformBlock<int, int>(
            item =>
            {
                started.Add(item);
                return item;
            },
            new OrderedBlockOptions { TaskScheduler = scheduler, MaxDegreeOfParallelism = 2, MaxMessagesPerTask = 1 });
        Assert.AreEqual(3, block.PostRange([1, 2, 3]));
        Assert.IsTrue(scheduler.TryRunOne());
        Ends.With([1], started);
        block.DegreeOfParallelism = 0;
        scheduler.RunAll();
        Ends.With([1], started);
        Assert.AreEqual(1, block.OutputCount);
        Assert.AreEqual(0, scheduler.Count);
        Assert.IsTrue(block.Post(4));
        Assert.AreEqual(0, scheduler.Count);
        block.DegreeOfParallelism = 2;
        scheduler.RunAll();
        Ends.With([1, 2, 3, 4], started);
        block.Complete();
        Assert.IsTrue(block.TryReceiveAll(out IList<int>? items));
        Ends.With([1, 2, 3, 4], items);
        await block.Completion.WithTimeout();
    }

    private EitherBlock CreatePaused(BlockSetup setup, int items)
    {
        var block = new EitherBlock(setup, _gate.Run) { DegreeOfParallelism = 0 };
        block.Post(Enumerable.Range(1, items));
        return block;
    }
}
