using OrderedBlocks.Keys;
using OrderedBlocks.Tests.Support;

namespace OrderedBlocks.Tests.Keys;

/// <summary>What is left in a block that orders its items by key.</summary>
internal static class KeyedBlocks
{
    // Two pools, of queues and of parked positions.
    private const int MostKept = 2 * 1024;

    public static KeyTable<TInput> TableOf<TInput, TOutput>(OrderedTransformBlock<TInput, TOutput> block) =>
        block.Core.Keyed!.Table;

    /// <summary>No queue, nothing parked, and no more objects than are allowed; the counts add up.</summary>
    public static void AssertAtRest<TInput, TOutput>(OrderedTransformBlock<TInput, TOutput> block)
    {
        KeyTable<TInput> queues = TableOf(block);

        // The last worker may still be about to leave.
        Await.Until(() => block.Core.ActiveWorkers == 0, "the workers rest");
        Assert.AreEqual(0, queues.Count);
        Assert.AreEqual(0, queues.WaitingCount);
        Assert.AreEqual(0, queues.ReadyCount);
        Assert.IsLessThanOrEqualTo(MostKept, queues.KeptCount);
        AssertBalanced(block.Statistics);
    }

    public static void AssertBalanced(OrderedBlockStatistics now) => Assert.AreEqual(
        now.Admitted, now.Released + now.Failed + now.Dropped + now.Queued + now.Running + now.Waiting, $"{now}");
}
