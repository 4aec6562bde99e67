using System.Collections.Concurrent;
using OrderedBlocks.Tests.Support;

namespace OrderedBlocks.Tests.Issues;

/// <summary>
/// What comes after a slow item starts even if new items keep everybody busy: the slow one may be waiting for just that.
/// </summary>
[TestClass]
public sealed class NeighbourUnderLoadTests
{
    [TestMethod]
    public async Task Item_ThatWaitsForItsNeighbour_CompletesWhileNewOnesKeepComing()
    {
        const int Pairs = 100;
        const int Queue = 4096;
        var met = new ConcurrentDictionary<int, ManualResetEventSlim>();
        int ended = 0;
        long begun = 0;
        bool failed = false;
        var block = new OrderedTransformBlock<int, int>(
            item =>
            {
                Interlocked.Increment(ref begun);
                if (item < 0)
                {
                    // Both of a pair must be at work at the same time.
                    ManualResetEventSlim other = met.GetOrAdd((item - 1) / 2, static _ => new ManualResetEventSlim());
                    if (item % 2 == 0)
                    {
                        other.Set();
                    }
                    else
                    {
                        failed |= !other.Wait(TimeSpan.FromSeconds(10));
                        Interlocked.Increment(ref ended);
                    }
                }
                else
                {
                    // Cheap, but no cheaper than to post one.
                    Thread.SpinWait(20);
                }

                return item;
            },
            new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = 2 });
        block.LinkTo(DataflowBlock.NullTarget<int>());

        // There is always something to claim, until all pairs have met, one after the other.
        int pairs = 0;
        for (long posted = 0; Volatile.Read(ref ended) < Pairs && !Volatile.Read(ref failed); posted++)
        {
            block.Post(0);
            if (pairs < Pairs && pairs == Volatile.Read(ref ended) && posted % Queue == 0)
            {
                block.Post((-2 * pairs) - 1);
                block.Post((-2 * pairs) - 2);
                pairs++;
            }

            while (posted - Interlocked.Read(ref begun) > Queue)
            {
                Thread.Yield();
            }
        }

        Assert.IsFalse(failed, "a pair never met");
        block.Complete();
        await Await.Ends(block.Completion);
        foreach (ManualResetEventSlim meeting in met.Values)
        {
            meeting.Dispose();
        }
    }
}
