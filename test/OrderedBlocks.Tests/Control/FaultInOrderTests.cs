using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Control;

/// <summary>A block that faults in order: everything before the failed item comes out, and nothing else.</summary>
[TestClass]
public sealed class FaultInOrderTests
{
    private static readonly InvalidOperationException s_error = new("The item.");
    private static readonly InvalidOperationException s_earlier = new("An earlier item.");

    private readonly Gate _gate = new();

    public static IEnumerable<object[]> Lengths =>
        from setup in BlockSetup.All
        from failing in s_failing
        select new[] { setup[0], failing };

    private static readonly int[] s_failing = [0, 1, 63, 2500, 4999];

    // Cheap items: after a while they are claimed in batches, and released in runs.
    [TestMethod]
    [DynamicData(nameof(Lengths))]
    public async Task Item_Fails_ExactlyWhatCameBeforeComesOut(BlockSetup setup, int failing)
    {
        const int Items = 5000;
        EitherBlock block = Create(
            setup, item => item == failing ? throw s_error : Task.FromResult(item));
        int sent = 0;
        while (sent < Items && await block.Target.SendAsync(sent).WithTimeout())
        {
            sent++;
        }

        block.Complete();
        await Ends.Faulted(block.Completion, s_error);
        Assert.IsFalse(block.Target.Post(0));
        Ends.With(Enumerable.Range(0, failing), block.Outputs.Entries);
        Assert.AreEqual(
            new OrderedBlockStatistics { Admitted = sent, Released = failing, Failed = 1, DroppedByFault = sent - failing - 1 },
            block.Statistics);
    }

    // All that is in the block has failed or will.
    [TestMethod]
    [DynamicData(nameof(BlockSetup.All), typeof(BlockSetup))]
    public async Task Items_AllFail_NothingComesOut(BlockSetup setup)
    {
        EitherBlock block = Create(setup, static item => throw new InvalidOperationException($"{item}"));
        while (block.Target.Post(0))
        {
        }

        await block.Completion.ToEnd();
        Assert.AreEqual(TaskStatus.Faulted, block.Completion.Status);
        Assert.HasCount((int)block.Statistics.Failed, block.Completion.Exception!.InnerExceptions);
        Assert.IsEmpty(block.Outputs.Entries);
        OrderedBlockStatistics counts = block.Statistics;
        Assert.AreEqual(counts.Admitted, counts.Failed + counts.DroppedByFault);
    }

    // 3 fails while 1, 2 and 4 run, and 5 to 8 are queued. 2 fails later, and moves the end.
    [TestMethod]
    [DynamicData(nameof(BlockSetup.Parallel), typeof(BlockSetup))]
    public async Task Item_AnEarlierOneFailsLater_MovesTheEnd(BlockSetup setup)
    {
        EitherBlock block = CreateGated(setup, 8);
        _gate.WaitForStarts(4);
        _gate.Fail(3, s_error);
        block.AssertCounts(new() { Admitted = 8, Failed = 1, DroppedByFault = 4, Running = 3 });
        Assert.IsFalse(block.Target.Post(9));
        _gate.Fail(2, s_earlier);
        block.AssertCounts(new() { Admitted = 8, Failed = 2, DroppedByFault = 4, Running = 2 });
        _gate.Open(4);
        Assert.IsFalse(block.Completion.IsCompleted);
        _gate.Open(1);
        await Ends.Faulted(block.Completion, s_earlier, s_error);
        Ends.With([1], block.Outputs.Entries);
        Ends.With([1, 2, 3, 4], _gate.Started.Order());
        Assert.AreEqual(
            new OrderedBlockStatistics { Admitted = 8, Released = 1, Failed = 2, DroppedByFault = 5 }, block.Statistics);
    }

    // One that is behind the end and running is waited for, and its failure is told, too.
    [TestMethod]
    [DynamicData(nameof(BlockSetup.Parallel), typeof(BlockSetup))]
    public async Task Item_ALaterOneFailsLater_IsTheLaterException(BlockSetup setup)
    {
        var later = new InvalidOperationException("A later item.");
        EitherBlock block = CreateGated(setup, 6);
        _gate.WaitForStarts(4);
        _gate.Fail(2, s_error);
        block.AssertCounts(new() { Admitted = 6, Failed = 1, DroppedByFault = 2, Running = 3 });
        _gate.Open(1);
        block.Outputs.WaitForCount(1);
        Assert.IsFalse(block.Completion.IsCompleted);
        _gate.Fail(4, later);
        _gate.Open(3);
        await Ends.Faulted(block.Completion, s_error, later);
        Ends.With([1], block.Outputs.Entries);
        Assert.AreEqual(
            new OrderedBlockStatistics { Admitted = 6, Released = 1, Failed = 2, DroppedByFault = 3 }, block.Statistics);
    }

    [TestMethod]
    [DynamicData(nameof(BlockSetup.Serial), typeof(BlockSetup))]
    public async Task Item_TheFirstOneFails_EndsAtOnce(BlockSetup setup)
    {
        EitherBlock block = CreateGated(setup, 5);
        _gate.WaitForStart(1);
        _gate.Fail(1, s_error);
        await Ends.Faulted(block.Completion, s_error);
        Ends.With([1], _gate.Started);
        Assert.IsEmpty(block.Outputs.Entries);
        Assert.AreEqual(new OrderedBlockStatistics { Admitted = 5, Failed = 1, DroppedByFault = 4 }, block.Statistics);
    }

    // An item that is dropped by its delegate has no output, and is no failure.
    [TestMethod]
    [DynamicData(nameof(BlockSetup.Parallel), typeof(BlockSetup))]
    public async Task Item_AnEarlierOneIsCanceledLater_OnlyItsOutputIsMissing(BlockSetup setup)
    {
        EitherBlock block = CreateGated(setup, 4);
        _gate.WaitForStarts(4);
        _gate.Fail(4, s_error);
        _gate.Cancel(2);
        _gate.Open(3);
        block.AssertCounts(new() { Admitted = 4, Failed = 1, CanceledItems = 1, Running = 1, Waiting = 1 });
        _gate.Open(1);
        await Ends.Faulted(block.Completion, s_error);
        Ends.With([1, 3], block.Outputs.Entries);
        Assert.AreEqual(
            new OrderedBlockStatistics { Admitted = 4, Released = 2, Failed = 1, CanceledItems = 1 }, block.Statistics);
    }

    // Paused: what comes before the failed item is to be started, too.
    [TestMethod]
    [DynamicData(nameof(BlockSetup.Parallel), typeof(BlockSetup))]
    public async Task Item_FailsInAPausedBlock_EndsWhenWhatComesBeforeHasEnded(BlockSetup setup)
    {
        EitherBlock block = CreateGated(setup, 6);
        _gate.WaitForStarts(4);
        block.DegreeOfParallelism = 0;
        _gate.Fail(3, s_error);
        block.AssertCounts(new() { Admitted = 6, Failed = 1, Running = 3, Queued = 2 });
        _gate.Open(4, 2);
        block.AssertCounts(new() { Admitted = 6, Failed = 1, Running = 1, Waiting = 2, Queued = 2 });
        _gate.Open(1);
        await Ends.Faulted(block.Completion, s_error);
        Ends.With([1, 2], block.Outputs.Entries);
        Ends.With([1, 2, 3, 4], _gate.Started.Order());
        Assert.AreEqual(
            new OrderedBlockStatistics { Admitted = 6, Released = 2, Failed = 1, DroppedByFault = 3 }, block.Statistics);
    }

    // Senders that wait get their answer at once, though the block goes on for a while.
    [TestMethod]
    [DynamicData(nameof(BlockSetup.Parallel), typeof(BlockSetup))]
    public async Task Item_FailsWhileSendersWait_TheyAreRefused(BlockSetup setup)
    {
        OrderedBlockOptions options = Options(setup);
        options.BoundedCapacity = 4;
        var block = new EitherBlock(setup, _gate.Run, options);
        block.Post(1, 2, 3, 4);
        Task<bool>[] sends = [block.Target.SendAsync(5), block.Target.SendAsync(6)];
        _gate.WaitForStarts(4);
        Assert.IsFalse(sends[0].IsCompleted);
        _gate.Fail(2, s_error);
        bool[] accepted = await Task.WhenAll(sends).WithTimeout();
        Ends.With([false, false], accepted);
        Assert.IsFalse(block.Completion.IsCompleted);
        _gate.OpenAll();
        await Ends.Faulted(block.Completion, s_error);
        Ends.With([1], block.Outputs.Entries);
        Assert.AreEqual(
            new OrderedBlockStatistics { Admitted = 4, Released = 1, Failed = 1, DroppedByFault = 2 }, block.Statistics);
    }

    private static OrderedBlockOptions Options(BlockSetup setup)
    {
        OrderedBlockOptions options = setup.Options();
        options.FailureMode = ItemFailureMode.FaultInOrder;
        return options;
    }

    private static EitherBlock Create(BlockSetup setup, Func<int, Task<int>> work) => new(setup, work, Options(setup));

    private EitherBlock CreateGated(BlockSetup setup, int items)
    {
        EitherBlock block = Create(setup, _gate.Run);
        block.Post(Enumerable.Range(1, items));
        return block;
    }
}
