using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Control;

/// <summary>A block whose parallelism is changed while it works: exactly so many items run.</summary>
[TestClass]
public sealed class ParallelismTests
{
    private readonly Gate _gate = new();

    [TestMethod]
    [DynamicData(nameof(BlockSetup.Parallel), typeof(BlockSetup))]
    public async Task Degree_Raised_SoManyRun(BlockSetup setup)
    {
        var block = new EitherBlock(setup, _gate.Run);
        Assert.AreEqual(4, block.DegreeOfParallelism);
        block.DegreeOfParallelism = 1;
        block.Post(Enumerable.Range(1, 10));
        block.AssertCounts(new() { Admitted = 10, Running = 1, Queued = 9 });
        foreach (int degree in Enumerable.Range(2, 3))
        {
            block.DegreeOfParallelism = degree;
            block.AssertCounts(new() { Admitted = 10, Running = degree, Queued = 10 - degree });
            Assert.AreEqual(degree, block.DegreeOfParallelism);
        }

        _gate.WaitForStarts(4);
        Ends.With([1, 2, 3, 4], _gate.Started.Order());
        await AssertEnds(block, 10);
    }

    // Those that run go on; the others are started within the new limit.
    [TestMethod]
    [DynamicData(nameof(BlockSetup.Parallel), typeof(BlockSetup))]
    public async Task Degree_Lowered_NoMoreAreStarted(BlockSetup setup)
    {
        var block = new EitherBlock(setup, _gate.Run);
        block.Post(Enumerable.Range(1, 10));
        _gate.WaitForStarts(4);
        block.DegreeOfParallelism = 2;
        block.AssertCounts(new() { Admitted = 10, Running = 4, Queued = 6 });
        _gate.Open(1);
        block.AssertCounts(new() { Admitted = 10, Released = 1, Running = 3, Queued = 6 });
        _gate.Open(2);
        block.AssertCounts(new() { Admitted = 10, Released = 2, Running = 2, Queued = 6 });
        _gate.Open(3);
        _gate.WaitForStarts(5);
        block.AssertCounts(new() { Admitted = 10, Released = 3, Running = 2, Queued = 5 });
        Ends.With([1, 2, 3, 4, 5], _gate.Started.Order());
        await AssertEnds(block, 10);
    }

    // All end at the same time, and all are too many, or none: so many go on.
    [TestMethod]
    [DynamicData(nameof(BlockSetup.Parallel), typeof(BlockSetup))]
    public async Task Degree_LoweredAndAllEndTogether_SoManyGoOn(BlockSetup setup)
    {
        var block = new EitherBlock(setup, _gate.Run);
        block.Post(Enumerable.Range(1, 12));
        _gate.WaitForStarts(4);
        block.DegreeOfParallelism = 2;
        _gate.Open(1, 2, 3, 4);
        block.AssertCounts(new() { Admitted = 12, Released = 4, Running = 2, Queued = 6 });
        _gate.WaitForStarts(6);
        Ends.With([5, 6], _gate.Started[4..].Order());
        await AssertEnds(block, 12);
    }

    [TestMethod]
    [DynamicData(nameof(BlockSetup.Parallel), typeof(BlockSetup))]
    public async Task Degree_LoweredToOne_OneRunsAtATime(BlockSetup setup)
    {
        var meter = new ConcurrencyMeter();
        var block = new EitherBlock(setup, item => Task.FromResult(meter.Run(item))) { DegreeOfParallelism = 1 };
        await block.SendAsync(Enumerable.Range(0, 2000));
        block.Complete();
        await block.Completion.WithTimeout();
        Assert.AreEqual(1, meter.Highest);
        Ends.With(Enumerable.Range(0, 2000), block.Outputs.Entries);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Degree_Unlimited_IsAnyNumber(bool consumes)
    {
        var setup = new BlockSetup(
            consumes, Conformance.Subjects.DelegateShape.Task, WorkerThreadMode.Pool, DataflowBlockOptions.Unbounded, Capacity: 200);
        var block = new EitherBlock(setup, _gate.Run);
        Assert.AreEqual(DataflowBlockOptions.Unbounded, block.DegreeOfParallelism);
        block.Post(Enumerable.Range(1, 100));
        block.AssertCounts(new() { Admitted = 100, Running = 100 });
        block.DegreeOfParallelism = 7;
        Assert.AreEqual(7, block.DegreeOfParallelism);
        block.Post(Enumerable.Range(101, 20));
        _gate.Open([.. Enumerable.Range(1, 100)]);
        block.AssertCounts(new() { Admitted = 120, Released = 100, Running = 7, Queued = 13 });
        block.DegreeOfParallelism = DataflowBlockOptions.Unbounded;
        Assert.AreEqual(DataflowBlockOptions.Unbounded, block.DegreeOfParallelism);
        block.AssertCounts(new() { Admitted = 120, Released = 100, Running = 20 });
        await AssertEnds(block, 120);
    }

    [TestMethod]
    public void Degree_OutOfRange_IsRefused()
    {
        var limited = new OrderedTransformBlock<int, int>(
            static item => item, new OrderedBlockOptions { MaxDegreeOfParallelism = 3 });
        foreach (int value in s_outOfThree)
        {
            ArgumentOutOfRangeException error =
                Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => limited.DegreeOfParallelism = value);
            Assert.Contains("DegreeOfParallelism must be from 0 to 3, the block's MaxDegreeOfParallelism.", error.Message);
            Assert.AreEqual(value, error.ActualValue);
        }

        Assert.AreEqual(3, limited.DegreeOfParallelism);

        var unlimited = new OrderedActionBlock<int, int>(
            static item => item,
            static _ => { },
            new OrderedBlockOptions { MaxDegreeOfParallelism = DataflowBlockOptions.Unbounded });
        ArgumentOutOfRangeException below =
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => unlimited.DegreeOfParallelism = -2);
        Assert.Contains("DegreeOfParallelism must be 0 or more, or -1 for no limit.", below.Message);
    }

    private static readonly int[] s_outOfThree = [-2, -1, 4, int.MaxValue];

    private async Task AssertEnds(EitherBlock block, int items)
    {
        block.Complete();
        _gate.OpenAll();
        await block.Completion.WithTimeout();
        Ends.With(Enumerable.Range(1, items), block.Outputs.Entries);
        Assert.AreEqual(new OrderedBlockStatistics { Admitted = items, Released = items }, block.Statistics);
    }
}
