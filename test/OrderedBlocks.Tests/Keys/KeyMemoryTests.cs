using OrderedBlocks.Tests.Support;

namespace OrderedBlocks.Tests.Keys;

/// <summary>What keys cost in memory. By itself: others would allocate beside it.</summary>
[TestClass]
[DoNotParallelize]
public sealed class KeyMemoryTests
{
    // In bursts, so that items are parked.
    [TestMethod]
    public void Post_WithAKey_AllocatesNothingForAnItem()
    {
        const int Items = 50_000;
        const int Burst = 50;
        var block = new OrderedTransformBlock<object, object>(
            static item => item,
            new OrderedBlockOptions<object, int>
            {
                KeySelector = static item => (int)item & 1,
                BoundedCapacity = 64,
                MaxDegreeOfParallelism = 2,
            });
        object[] items = [0, 1, 2];
        void Run(int count)
        {
            for (int number = 0; number < count; number += Burst)
            {
                for (int i = 0; i < Burst; i++)
                {
                    Assert.IsTrue(block.Post(items[i % items.Length]));
                }

                for (int i = 0; i < Burst; i++)
                {
                    var wait = default(SpinWait);
                    while (!block.TryReceive(out _))
                    {
                        wait.SpinOnce(sleep1Threshold: -1);
                    }
                }
            }
        }

        Allocations.AreBelow(Items / 10, () => Run(Items));
        KeyedBlocks.AssertAtRest(block);
    }
}
