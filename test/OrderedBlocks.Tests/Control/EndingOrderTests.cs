using OrderedBlocks.Tests.Conformance;
using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Control;

/// <summary>
/// A drain that comes to its deadline, before and after every other way to end a block, with an item at each stage. The pairs
/// without it are those of the conformance suite.
/// </summary>
[TestClass]
public sealed class EndingOrderTests
{
    private static readonly InvalidOperationException s_error = new("From outside.");

    private readonly Gate _gate = new();

    public static IEnumerable<object[]> Cases =>
        from drainsFirst in s_both
        from other in s_others
        from consumes in s_both
        from threads in Enum.GetValues<WorkerThreadMode>()
        from failsInOrder in s_both
        select new object[] { drainsFirst, other!, consumes, threads, failsInOrder };

    private static readonly bool[] s_both = [false, true];

    // Null for a second drain.
    private static readonly Ending?[] s_others = [Ending.Complete, Ending.Fault, Ending.Cancel, null];

    // 2 runs, 1 waits or has left, 3 is queued.
    [TestMethod]
    [DynamicData(nameof(Cases))]
    public async Task End_DrainedToTheDeadlineAndOtherwise_EndsAsDeclared(
        bool drainsFirst, Ending? other, bool consumes, WorkerThreadMode threads, bool failsInOrder)
    {
        using var cancellation = new CancellationTokenSource();
        var setup = new BlockSetup(consumes, Conformance.Subjects.DelegateShape.Task, threads, Dop: 1, Capacity: 16);
        OrderedBlockOptions options = setup.Options();
        options.CancellationToken = cancellation.Token;
        options.FailureMode = failsInOrder ? ItemFailureMode.FaultInOrder : ItemFailureMode.FaultBlock;
        var block = new EitherBlock(setup, _gate.Run, options);
        block.Post(1, 2, 3);
        _gate.Open(1);
        _gate.WaitForStart(2);
        block.AssertCounts(new() { Admitted = 3, Released = 1, Running = 1, Queued = 1 });

        DrainResult result;
        if (drainsFirst)
        {
            result = await block.DrainAsync(TimeSpan.Zero).WithTimeout();
            await End(block, other, cancellation);
        }
        else
        {
            await End(block, other, cancellation);
            result = await block.DrainAsync(TimeSpan.Zero).WithTimeout();
        }

        Assert.IsFalse(block.Target.Post(4));
        bool isFirstToDrop = drainsFirst || other is Ending.Complete;
        Assert.AreEqual((false, 0L, isFirstToDrop ? 2L : 1L), (result.CompletedInTime, result.Released, result.Unprocessed));
        block.AssertCounts(other is Ending.Fault && !drainsFirst
            ? new() { Admitted = 3, Released = 1, Running = 1, DroppedByFault = 1 }
            : new() { Admitted = 3, Released = 1, Running = 1, DroppedByCancellation = 1 });
        _gate.OpenAll();
        if (other is Ending.Fault && !drainsFirst)
        {
            await Ends.Faulted(block.Completion, s_error);
        }
        else
        {
            await Ends.Canceled(block.Completion);
        }

        Ends.With([1, 2], _gate.Started);
        Ends.With(Enumerable.Range(1, (int)block.Statistics.Released), block.Outputs.Entries);
        Assert.AreEqual(3 - block.Statistics.Released, block.Statistics.Dropped);
    }

    // A drain whose deadline never comes is a Complete.
    [TestMethod]
    [DynamicData(nameof(Cases))]
    public async Task End_DrainedWithoutADeadlineAndOtherwise_EndsAsDeclared(
        bool drainsFirst, Ending? other, bool consumes, WorkerThreadMode threads, bool failsInOrder)
    {
        using var cancellation = new CancellationTokenSource();
        var setup = new BlockSetup(consumes, Conformance.Subjects.DelegateShape.Task, threads, Dop: 1, Capacity: 16);
        OrderedBlockOptions options = setup.Options();
        options.CancellationToken = cancellation.Token;
        options.FailureMode = failsInOrder ? ItemFailureMode.FaultInOrder : ItemFailureMode.FaultBlock;
        var block = new EitherBlock(setup, _gate.Run, options);
        block.Post(1, 2, 3);
        _gate.WaitForStart(1);
        Task<DrainResult>? drain = drainsFirst ? block.DrainAsync(Timeout.InfiniteTimeSpan) : null;
        await End(block, other, cancellation);
        drain ??= block.DrainAsync(Timeout.InfiniteTimeSpan);
        _gate.OpenAll();
        Assert.IsTrue((await drain.WithTimeout()).CompletedInTime);
        if (other is Ending.Complete)
        {
            Assert.AreEqual(TaskStatus.RanToCompletion, block.Completion.Status);
            Ends.With([1, 2, 3], block.Outputs.Entries);
        }
        else if (other is Ending.Fault)
        {
            await Ends.Faulted(block.Completion, s_error);
        }
        else
        {
            await Ends.Canceled(block.Completion);
        }
    }

    private static async Task End(EitherBlock block, Ending? ending, CancellationTokenSource cancellation)
    {
        if (ending is { } other)
        {
            block.Target.End(other, cancellation, s_error);
        }
        else
        {
            await block.DrainAsync(TimeSpan.FromDays(1), new CancellationToken(canceled: true)).WithTimeout();
        }
    }
}
