using System.Collections.Concurrent;
using OrderedBlocks.Tests.Support;

namespace OrderedBlocks.Tests.Issues;

/// <summary>
/// A thread whose delegate's task is pending goes on with other items. They count towards the items of its task all the same.
/// </summary>
[TestClass]
public sealed class MaxMessagesPerTaskTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public async Task MaxMessagesPerTask_WithPendingTasks_IsKept(int most)
    {
        const int Items = 10;
        int started = 0;
        var end = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var scheduler = new ManualScheduler();
        var block = new OrderedTransformBlock<int, int>(
            _ =>
            {
                started++;
                return end.Task;
            },
            new ExecutionDataflowBlockOptions
            {
                MaxDegreeOfParallelism = DataflowBlockOptions.Unbounded,
                MaxMessagesPerTask = most,
                TaskScheduler = scheduler,
            });
        for (int number = 0; number < Items; number++)
        {
            block.Post(number);
        }

        while (started < Items)
        {
            int before = started;
            Assert.IsTrue(scheduler.TryRunOne(), $"only {started} items were started");
            Assert.IsLessThanOrEqualTo(most, started - before);
        }

        end.SetResult(1);
        block.Complete();
        block.LinkTo(DataflowBlock.NullTarget<int>());
        await Await.Ends(Task.Run(() =>
        {
            while (!block.Completion.IsCompleted)
            {
                scheduler.TryRunOne();
            }
        }));
    }

    private sealed class ManualScheduler : TaskScheduler
    {
        private readonly ConcurrentQueue<Task> _tasks = new();

        public bool TryRunOne() => _tasks.TryDequeue(out Task? task) && TryExecuteTask(task);

        protected override void QueueTask(Task task) => _tasks.Enqueue(task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => _tasks;
    }
}
