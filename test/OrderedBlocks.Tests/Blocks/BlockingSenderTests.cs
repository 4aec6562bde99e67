using OrderedBlocks.Tests.Support;

namespace OrderedBlocks.Tests.Blocks;

/// <summary>
/// A thread of the pool that posts and then blocks until its items are done. The worker that they wake may be queued to that thread, which
/// does not come back to its queue: another one must take the worker from there.
/// </summary>
[TestClass]
public sealed class BlockingSenderTests
{
    private const int Items = 100;

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public Task Transform_OfASenderThatBlocks_TakesItsItems(int dop) => Check(done =>
    {
        var block = new OrderedTransformBlock<int, int>(item => Pass(item, done), Options(dop));
        block.LinkTo(DataflowBlock.NullTarget<int>());
        return block;
    });

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public Task Action_OfASenderThatBlocks_TakesItsItems(int dop) =>
        Check(done => new OrderedActionBlock<int, int>(static item => item, item => Pass(item, done), Options(dop)));

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public Task Many_OfASenderThatBlocks_TakesItsItems(int dop) => Check(done =>
    {
        var block = new OrderedTransformManyBlock<int, int>(item => [Pass(item, done)], Options(dop));
        block.LinkTo(DataflowBlock.NullTarget<int>());
        return block;
    });

    private static ExecutionDataflowBlockOptions Options(int dop) => new() { MaxDegreeOfParallelism = dop };

    private static int Pass(int item, CountdownEvent done)
    {
        done.Signal();
        return item;
    }

    // The items come one at a time, so that each of them wakes a worker.
    private static async Task Check(Func<CountdownEvent, ITargetBlock<int>> create)
    {
        using var done = new CountdownEvent(1);
        ITargetBlock<int> block = create(done);
        await Await.Ends(Task.Run(() =>
        {
            for (int item = 0; item < Items; item++)
            {
                done.Reset();
                Assert.IsTrue(block.Post(item));
                Assert.IsTrue(done.Wait(Await.Limit), $"item {item} was not begun");
            }
        }));
        block.Complete();
        await Await.Ends(block.Completion);
    }
}
