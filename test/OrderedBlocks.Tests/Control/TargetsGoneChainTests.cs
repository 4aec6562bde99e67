using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Control;

/// <summary>A chain whose end is gone: every block in front of it ends, and so does the sender's wait.</summary>
[TestClass]
public sealed class TargetsGoneChainTests
{
    private static readonly InvalidOperationException s_error = new("The last one.");
    private static readonly DataflowLinkOptions s_propagate = new() { PropagateCompletion = true };

    public static IEnumerable<object[]> Cases =>
        from action in s_actions
        from capacity in s_capacities
        from propagates in s_both
        select new object[] { action, capacity, propagates };

    private static readonly bool[] s_both = [false, true];
    private static readonly int[] s_capacities = [1, 3, 64];
    private static readonly TargetsGoneMode[] s_actions = [TargetsGoneMode.Fault, TargetsGoneMode.Complete];

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public async Task Chain_TheLastBlockFails_AllOfThemEnd(TargetsGoneMode action, int capacity, bool propagates)
    {
        OrderedTransformBlock<int, int>[] blocks =
        [
            .. Enumerable.Range(0, 3).Select(_ => new OrderedTransformBlock<int, int>(
                static item => item, new OrderedBlockOptions { TargetsGoneMode = action, BoundedCapacity = capacity })),
        ];
        var received = new Log<int>();
        var last = new ActionBlock<int>(
            item =>
            {
                if (item == 100)
                {
                    throw s_error;
                }

                received.Add(item);
            },
            new ExecutionDataflowBlockOptions { BoundedCapacity = capacity });
        DataflowLinkOptions links = propagates ? s_propagate : new();
        blocks[0].LinkTo(blocks[1], links);
        blocks[1].LinkTo(blocks[2], links);
        blocks[2].LinkTo(last, links);
        int sent = 0;
        while (await blocks[0].SendAsync(sent).WithTimeout())
        {
            sent++;
        }

        foreach (OrderedTransformBlock<int, int> block in blocks)
        {
            await block.Completion.ToEnd();
            Assert.AreEqual(
                action == TargetsGoneMode.Fault ? TaskStatus.Faulted : TaskStatus.RanToCompletion, block.Completion.Status);
            OrderedBlockStatistics counts = block.Statistics;
            Assert.AreEqual(
                counts.Admitted, counts.Released + (action == TargetsGoneMode.Fault ? counts.DroppedByFault : counts.DroppedWithoutTargets));
        }

        Ends.With(Enumerable.Range(0, 100), received.Entries);
        Assert.AreEqual(sent, blocks[0].Statistics.Admitted);
        Assert.AreEqual(blocks[0].Statistics.Released, blocks[1].Statistics.Admitted);
        Assert.AreEqual(blocks[1].Statistics.Released, blocks[2].Statistics.Admitted);
    }
}
