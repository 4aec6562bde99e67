using OrderedBlocks.Tests.Support;

namespace OrderedBlocks.Tests.Issues;

/// <summary>
/// <c>SingleProducerConstrained</c> is a hint that TransformBlock ignores, so options that set it are shared by blocks with many
/// senders. Once it gave the only sender a path without locks, and two senders lost items.
/// </summary>
[TestClass]
public sealed class SingleProducerTests
{
    private const int ItemsOfEach = 100_000;

    [TestMethod]
    [DataRow(DataflowBlockOptions.Unbounded)]
    [DataRow(64)]
    public async Task SingleProducerConstrained_TwoSenders_LosesNothing(int capacity)
    {
        List<int>[] consumed = [[], []];
        var block = new OrderedActionBlock<int, int>(
            static item => item,
            item => consumed[item % 2].Add(item / 2),
            new OrderedBlockOptions { SingleProducerConstrained = true, BoundedCapacity = capacity, MaxDegreeOfParallelism = 2 });
        using var start = new Barrier(2);
        await Await.Ends(Task.WhenAll(Enumerable.Range(0, 2).Select(sender => Task.Run(async () =>
        {
            start.SignalAndWait();
            for (int number = 0; number < ItemsOfEach; number++)
            {
                int item = (number * 2) + sender;
                if (!block.Post(item))
                {
                    Assert.IsTrue(await block.SendAsync(item));
                }
            }
        }))));
        block.Complete();
        await Await.Ends(block.Completion);
        int[] expected = [.. Enumerable.Range(0, ItemsOfEach)];
        CollectionAssert.AreEqual(expected, consumed[0]);
        CollectionAssert.AreEqual(expected, consumed[1]);
    }
}
