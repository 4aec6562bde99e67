using OrderedBlocks.Tests.Support;

namespace OrderedBlocks.Tests.Keys;

/// <summary>
/// A worker that is done with a cheap item leaves its key's queue and then releases outputs. What becomes ready by that must be started by
/// another worker if the release is held up, though nobody posts any more.
/// </summary>
[TestClass]
public sealed class HeldUpConsumerTests
{
    private const int Items = 50_000;
    private const int Waits = 10;

    [ThreadStatic]
    private static long t_lastBegun;

    [TestMethod]
    [DataRow(2)]
    [DataRow(4)]
    public async Task Consumer_ThatWaitsForTheNextItemOfTheKey_SeesItBegin(int dop)
    {
        long begun = 0;
        int waits = 0;
        bool areAllPosted = false;
        var block = new OrderedActionBlock<int, int>(
            item =>
            {
                t_lastBegun = Interlocked.Increment(ref begun);
                return item;
            },
            _ =>
            {
                // On the thread that has begun the last item: no other worker has one in work.
                long last = Volatile.Read(ref begun);
                if (Volatile.Read(ref areAllPosted) && waits < Waits && last < Items && t_lastBegun == last)
                {
                    waits++;
                    Await.Until(() => Volatile.Read(ref begun) > last, $"an item is begun after the first {last}");
                }
            },
            new OrderedBlockOptions<int, int> { MaxDegreeOfParallelism = dop, KeySelector = static _ => 0 });
        for (int item = 0; item < Items; item++)
        {
            block.Post(item);
        }

        Volatile.Write(ref areAllPosted, true);
        block.Complete();
        await Await.Ends(block.Completion);
        Assert.AreEqual(Items, begun);
    }
}
