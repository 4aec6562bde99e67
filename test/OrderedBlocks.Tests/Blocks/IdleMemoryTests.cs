using OrderedBlocks.Ring;
using OrderedBlocks.Scheduling;
using OrderedBlocks.Tests.Support;

namespace OrderedBlocks.Tests.Blocks;

/// <summary>An idle block's memory: small from the start, and small again when it has been empty for a while.</summary>
[TestClass]
public sealed class IdleMemoryTests
{
    [TestMethod]
    [DataRow(DataflowBlockOptions.Unbounded)]
    [DataRow(1)]
    [DataRow(1024)]
    [DataRow(4096)]
    [DataRow(100_000)]
    public void Constructor_AtAnyCapacity_TakesLittleMoreThanTransformBlock(int capacity)
    {
        const int Count = 200;
        var options = new OrderedBlockOptions { BoundedCapacity = capacity };
        long theirs = Measure(() => new TransformBlock<int, int>(static item => item, options), Count);
        long ours = Measure(() => new OrderedTransformBlock<int, int>(static item => item, options), Count);
        Assert.IsLessThan(theirs * 3 / 2, ours, $"{ours} bytes, and TransformBlock {theirs}");
    }

    [TestMethod]
    public async Task Ring_OfABlockAtRest_IsTrimmedAtTheSecondLook()
    {
        var trimmer = new IdleTrimmer();
        var block = new OrderedTransformBlock<int, int>(static item => item, new OrderedBlockOptions { BoundedCapacity = 1024 });
        for (int item = 0; item < 5000; item++)
        {
            Assert.IsTrue(block.Post(item));
            Assert.AreEqual(item, await Await.Ends(block.ReceiveAsync()));
        }

        OrderedRing<int, int> ring = block.Core.Ring;
        Assert.IsGreaterThan(10, ring.Pages!.InstalledCount);
        trimmer.Await(ring);
        Assert.IsTrue(block.Post(1));
        Assert.AreEqual(1, await Await.Ends(block.ReceiveAsync()));
        trimmer.Tick();
        Assert.IsGreaterThan(10, ring.Pages.InstalledCount, "it was in use");
        trimmer.Tick();
        Assert.IsLessThanOrEqualTo(3, ring.Pages.InstalledCount);
    }

    private static long Measure(Func<object> create, int count)
    {
        object[] kept = new object[count];
        create();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < count; i++)
        {
            kept[i] = create();
        }

        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        GC.KeepAlive(kept);
        return bytes / count;
    }
}
