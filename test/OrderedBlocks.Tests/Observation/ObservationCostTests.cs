using OrderedBlocks.Tests.Observation.Support;
using OrderedBlocks.Tests.Support;

namespace OrderedBlocks.Tests.Observation;

/// <summary>Items pay nothing for being observed. By itself: others would allocate beside it.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ObservationCostTests
{
    // Somebody listens to everything, and does not collect at the moment. That the same holds when nobody listens is in MemoryTests.
    [TestMethod]
    public void Items_OfABlockThatIsListenedTo_AllocateNothing()
    {
        const int Items = 50_000;
        using Readings readings = Readings.OfTheProcess();
        var block = new OrderedActionBlock<int, int>(
            static item => item,
            static _ => { },
            new ExecutionDataflowBlockOptions { BoundedCapacity = 64, MaxDegreeOfParallelism = 2, NameFormat = "cost" });
        readings.Of("cost");
        long expected = 0;
        void Run()
        {
            for (int number = 0; number < Items; number++)
            {
                expected++;
                var wait = default(SpinWait);
                while (!block.Post(number))
                {
                    wait.SpinOnce(sleep1Threshold: -1);
                }
            }

            SpinWait.SpinUntil(() => block.Statistics.Released == expected);
        }

        Allocations.AreBelow(Items / 10, Run);
        Assert.Contains($"items.released {expected}", readings.Of("cost"));
        block.Complete();
    }
}
