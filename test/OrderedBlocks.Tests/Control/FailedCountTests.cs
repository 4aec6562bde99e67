using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Control;

/// <summary>Items that wait for a place among the failures, and nothing moves: each counts in one place.</summary>
[TestClass]
public sealed class FailedCountTests
{
    [TestMethod]
    [DynamicData(nameof(BlockSetup.Serial), typeof(BlockSetup))]
    public async Task Statistics_WhileAFailureWaitsForAPlace_AddUp(BlockSetup setup)
    {
        OrderedBlockOptions options = setup.Options();
        options.FailureMode = ItemFailureMode.SkipItem;
        options.FailureCapacity = 1;
        var block = new EitherBlock(setup, static item => throw new InvalidOperationException($"{item}"), options);
        var letters = new FailureTarget(capacity: 0);
        using IDisposable link = block.Failures.LinkTo(letters);
        block.Post(1, 2, 3);

        block.AssertCounts(new() { Admitted = 3, Failed = 1, Running = 1, Queued = 1 });
        block.WaitUntilAFailureWaits();
        letters.Open(1);
        block.AssertCounts(new() { Admitted = 3, Failed = 2, Running = 1 });
        letters.Open(2);
        block.AssertCounts(new() { Admitted = 3, Failed = 3 });
        block.Complete();
        await block.Completion.WithTimeout();
        Ends.With([1, 2, 3], letters.Taken.WaitForCount(3).Select(static failure => failure.Input));
    }

    [TestMethod]
    public async Task Statistics_WhileAFailureToConsumeWaitsForAPlace_AddUp()
    {
        var block = new OrderedActionBlock<int, int>(
            static item => item,
            static item => throw new InvalidOperationException($"{item}"),
            new OrderedBlockOptions { FailureMode = ItemFailureMode.SkipItem, FailureCapacity = 1 });
        var letters = new FailureTarget(capacity: 0);
        using IDisposable link = block.Failures.LinkTo(letters);
        Assert.AreEqual(3, block.PostRange([1, 2, 3]));

        Counts.Assert(new() { Admitted = 3, Failed = 1, Waiting = 2 }, () => block.Statistics);
        letters.Open(3);
        Counts.Assert(new() { Admitted = 3, Failed = 3 }, () => block.Statistics);
        block.Complete();
        await block.Completion.WithTimeout();
    }
}
