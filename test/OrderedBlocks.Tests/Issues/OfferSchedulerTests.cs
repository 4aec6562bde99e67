using System.Collections.Concurrent;
using OrderedBlocks.Tests.Support;

namespace OrderedBlocks.Tests.Issues;

/// <summary>Targets, and links' predicates, are called on the block's scheduler, also when a slow item holds up a run.</summary>
[TestClass]
public sealed class OfferSchedulerTests
{
    [TestMethod]
    public async Task Offers_BehindASlowItem_ComeOnTheBlocksScheduler()
    {
        const int CheapItems = 100_000;
        const int Slow = 20;
        using var scheduler = new ThreadsScheduler(2);
        using var taken = new SemaphoreSlim(0);
        int elsewhere = 0;
        var block = new OrderedTransformBlock<int, int>(
            item =>
            {
                if (item < 0)
                {
                    Assert.IsTrue(taken.Wait(Await.Limit), "the output before was held back");
                }

                return item;
            },
            new ExecutionDataflowBlockOptions { TaskScheduler = scheduler });
        block.LinkTo(
            DataflowBlock.NullTarget<int>(),
            item =>
            {
                if (!ThreadsScheduler.IsOnIt)
                {
                    elsewhere++;
                }

                if (item == int.MaxValue)
                {
                    taken.Release();
                }

                return true;
            });

        for (int number = 0; number < Slow; number++)
        {
            for (int cheap = 0; cheap < CheapItems / Slow; cheap++)
            {
                block.Post(cheap);
            }

            block.Post(int.MaxValue);
            block.Post(-1);
        }

        block.Complete();
        await Await.Ends(block.Completion);
        Assert.AreEqual(0, elsewhere);
    }

    private sealed class ThreadsScheduler : TaskScheduler, IDisposable
    {
        [ThreadStatic]
        private static bool s_isOnIt;

        private readonly BlockingCollection<Task> _tasks = [];

        public ThreadsScheduler(int count)
        {
            for (int i = 0; i < count; i++)
            {
                new Thread(Run) { IsBackground = true }.Start();
            }
        }

        public static bool IsOnIt => s_isOnIt;

        public void Dispose() => _tasks.CompleteAdding();

        protected override void QueueTask(Task task) => _tasks.Add(task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => _tasks;

        private void Run()
        {
            s_isOnIt = true;
            foreach (Task task in _tasks.GetConsumingEnumerable())
            {
                TryExecuteTask(task);
            }
        }
    }
}
