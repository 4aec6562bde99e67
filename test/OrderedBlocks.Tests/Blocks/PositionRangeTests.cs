using OrderedBlocks.Delegates;
using OrderedBlocks.Ring;
using OrderedBlocks.Tests.Support;

namespace OrderedBlocks.Tests.Blocks;

/// <summary>Whole blocks whose items pass the places where a position's word changes sign, width or begins again.</summary>
[TestClass]
public sealed class PositionRangeTests
{
    [TestMethod]
    [DataRow((long)int.MaxValue - 2500, 3)]
    [DataRow((long)int.MaxValue - 2500, 1024)]
    [DataRow((long)int.MaxValue - 2500, DataflowBlockOptions.Unbounded)]
    [DataRow((1L << 32) - 2500, 1024)]
    [DataRow((1L << 32) - 2500, DataflowBlockOptions.Unbounded)]
    [DataRow((1L << 60) - 2500, 3)]
    [DataRow((1L << 60) - 2500, 1024)]
    [DataRow((1L << 60) - 2500, DataflowBlockOptions.Unbounded)]
    [DataRow(-2500L, 1024)]
    [DataRow(-2500L, DataflowBlockOptions.Unbounded)]
    public async Task Items_AcrossTheSeam_ComeOutInOrder(long start, int capacity)
    {
        const int Items = 5000;
        var options = new ExecutionDataflowBlockOptions { BoundedCapacity = capacity, MaxDegreeOfParallelism = 4 };
        var block = new OrderedTransformBlock<int, int>(
            Wrap.Transform<int, int>(static item => item), options, Position.FromNumber(start));
        List<int> outputs = [];
        var sink = new ActionBlock<int>(outputs.Add, new ExecutionDataflowBlockOptions { BoundedCapacity = 8 });
        block.LinkTo(sink, new DataflowLinkOptions { PropagateCompletion = true });

        for (int number = 0; number < Items; number++)
        {
            Assert.IsTrue(await Await.Ends(block.SendAsync(number)));
        }

        block.Complete();
        await Await.Ends(sink.Completion);
        CollectionAssert.AreEqual(Enumerable.Range(0, Items).ToArray(), outputs);
    }
}
