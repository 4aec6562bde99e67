using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Control;

/// <summary>Items that a block with two delegates fails to consume, and goes on without.</summary>
[TestClass]
public sealed class SkipItemConsumeTests
{
    private static readonly int[] s_dops = [1, 4];
    private static readonly int[] s_capacities = [1, 64, DataflowBlockOptions.Unbounded];

    public static IEnumerable<object[]> Cases =>
        from shape in Enum.GetValues<DelegateShape>()
        from threads in Enum.GetValues<WorkerThreadMode>()
        from dop in s_dops
        from capacity in s_capacities
        select new object[] { shape, threads, dop, capacity };

    // Cheap items from the beginning on: their results leave in runs after a while.
    [TestMethod]
    [DynamicData(nameof(Cases))]
    public async Task Consume_Fails_HandsOnTheItemAsItCameIn(DelegateShape shape, WorkerThreadMode threads, int dop, int capacity)
    {
        const int Items = 5000;
        var consumed = new List<int>();
        OrderedBlockOptions options = new()
        {
            FailureMode = ItemFailureMode.SkipItem,
            FailureCapacity = DataflowBlockOptions.Unbounded,
            WorkerThreadMode = threads,
            MaxDegreeOfParallelism = dop,
            BoundedCapacity = capacity,
        };
        void Consume(int result)
        {
            if (result % 10 == 0)
            {
                throw new InvalidOperationException($"{result}");
            }

            consumed.Add(result);
        }

        OrderedActionBlock<string, int> block = shape switch
        {
            DelegateShape.Synchronous => new(int.Parse, Consume, options),
            DelegateShape.Task => new(
                int.Parse,
                result =>
                {
                    Consume(result);
                    return Task.CompletedTask;
                },
                options),
            _ => new(
                int.Parse,
                async (result, _) =>
                {
                    if (result % 100 == 50)
                    {
                        await Task.Yield();
                    }

                    Consume(result);
                },
                options),
        };
        foreach (int item in Enumerable.Range(0, Items))
        {
            Assert.IsTrue(await block.SendAsync($"{item}").WithTimeout());
        }

        block.Complete();
        await block.Completion.WithTimeout();
        Assert.IsTrue(block.Failures.TryReceiveAll(out IList<ItemFailure<string>>? failures));
        Ends.With(
            Enumerable.Range(0, Items / 10).Select(static item => (item * 10, $"{item * 10}", (long)item * 10)),
            failures.Select(static failure => (int.Parse(failure.Exception.Message), failure.Input, failure.Position)));
        Ends.With(Enumerable.Range(0, Items).Where(static item => item % 10 != 0), consumed);
        Assert.AreEqual(
            new OrderedBlockStatistics { Admitted = Items, Released = Items - (Items / 10), Failed = Items / 10 }, block.Statistics);
        await block.Failures.Completion.WithTimeout();
    }

    // What produce makes of it is not what is handed on.
    [TestMethod]
    public async Task Consume_FailsAfterProduceFailed_BothHandOnTheirItems()
    {
        var consumed = new List<int>();
        var block = new OrderedActionBlock<string, int>(
            int.Parse,
            result =>
            {
                ArgumentOutOfRangeException.ThrowIfEqual(result, 3);
                consumed.Add(result);
            },
            new OrderedBlockOptions { FailureMode = ItemFailureMode.SkipItem });
        Assert.AreEqual(5, block.PostRange(["1", "two", "3", "four", "5"]));
        block.Complete();
        await block.Completion.WithTimeout();
        Ends.With([1, 5], consumed);
        Assert.IsTrue(block.Failures.TryReceiveAll(out IList<ItemFailure<string>>? failures));
        Ends.With(["two", "3", "four"], failures.OrderBy(static failure => failure.Position).Select(static failure => failure.Input));
        Assert.AreEqual(new OrderedBlockStatistics { Admitted = 5, Released = 2, Failed = 3 }, block.Statistics);
    }
}
