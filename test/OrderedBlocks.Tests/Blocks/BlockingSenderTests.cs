using OrderedBlocks.Tests.Support;

namespace OrderedBlocks.Tests.Blocks;

/// <summary>
/// A thread of the pool that posts and then blocks until its items are done, also while the pool's queue is never empty. Were the worker that
/// they wake queued to that thread, others would take it from there only when the pool's queue is empty.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class BlockingSenderTests
{
    private const int Items = 100;
    private const int ItemsBesideLoad = 3;

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
        await Check(create, Items);
        using var load = new BusyPool();
        await Check(create, ItemsBesideLoad);
    }

    private static async Task Check(Func<CountdownEvent, ITargetBlock<int>> create, int items)
    {
        using var done = new CountdownEvent(1);
        ITargetBlock<int> block = create(done);
        await Await.Ends(Task.Run(() =>
        {
            for (int item = 0; item < items; item++)
            {
                done.Reset();
                Assert.IsTrue(block.Post(item));
                Assert.IsTrue(done.Wait(Await.Limit), $"item {item} was not begun");
            }
        }));
        block.Complete();
        await Await.Ends(block.Completion);
    }

    /// <summary>Work items that queue themselves again and again, so that the pool's queue is never empty.</summary>
    private sealed class BusyPool : IThreadPoolWorkItem, IDisposable
    {
        private const int Count = 200;

        private volatile bool _isOver;

        public BusyPool()
        {
            for (int item = 0; item < Count; item++)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
        }

        public void Dispose() => _isOver = true;

        public void Execute()
        {
            Thread.SpinWait(100);
            if (!_isOver)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
        }
    }
}
