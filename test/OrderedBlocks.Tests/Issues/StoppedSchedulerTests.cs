using System.Collections.Concurrent;
using OrderedBlocks.Tests.Support;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Issues;

/// <summary>
/// A scheduler that runs nothing any more holds the offers up, never the end: not even if an offer was scheduled on it before.
/// </summary>
[TestClass]
public sealed class StoppedSchedulerTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Completion_WithAReleaseOnAStoppedScheduler_Ends(bool fault)
    {
        var scheduler = new ManualScheduler();
        var block = new OrderedTransformBlock<int, int>(
            static item => item,
            new ExecutionDataflowBlockOptions { TaskScheduler = scheduler });
        block.Post(1);
        block.Post(2);
        scheduler.RunAll();
        Assert.AreEqual(2, block.OutputCount);

        // A target that takes nothing; once the head is taken by another, the next one is to be offered to it.
        block.LinkTo(new BatchBlock<int>(2, new GroupingDataflowBlockOptions { Greedy = false }));
        Assert.IsTrue(block.TryReceive(out _));
        Assert.AreEqual(1, scheduler.Count);

        if (fault)
        {
            block.Fault(new InvalidOperationException());
        }
        else
        {
            block.Complete();
            Assert.IsTrue(block.TryReceive(out _));
        }

        await Await.EndsSomehow(block.Completion);
    }

    // The delegate's task ends after the scheduler has stopped: the worker that waited for it never runs again.
    [TestMethod]
    public async Task Completion_WithAPendingTaskOnAStoppedScheduler_Ends()
    {
        var scheduler = new ManualScheduler();
        var result = new TaskCompletionSource<int>();
        var block = new OrderedTransformBlock<int, int>(
            _ => result.Task,
            new ExecutionDataflowBlockOptions { TaskScheduler = scheduler });
        block.Post(1);
        scheduler.RunAll();

        block.Fault(new InvalidOperationException());
        Assert.IsFalse(block.Completion.IsCompleted);
        result.SetResult(1);

        await Await.EndsSomehow(block.Completion);
        Assert.AreEqual(TaskStatus.Faulted, block.Completion.Status);
    }

    // The block is faulted while it fetches a message: the position was reserved when the queue was dropped.
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Completion_FaultedInAFetchOnAStoppedScheduler_Ends(bool consumed)
    {
        var block = new OrderedTransformBlock<int, int>(
            static item => item,
            new ExecutionDataflowBlockOptions { TaskScheduler = new ManualScheduler() });
        var source = new ScriptedSource
        {
            OnConsume = _ =>
            {
                block.Fault(new InvalidOperationException());
                return consumed;
            },
        };

        DataflowMessageStatus status = source.Offer(block, id: 1, value: 1, consumeToAccept: true);

        Assert.AreEqual(consumed ? DataflowMessageStatus.Accepted : DataflowMessageStatus.NotAvailable, status);
        await Await.EndsSomehow(block.Completion);
        Assert.AreEqual(TaskStatus.Faulted, block.Completion.Status);
        Assert.AreEqual(consumed ? 1 : 0, block.Statistics.DroppedByFault);
    }

    private sealed class ManualScheduler : TaskScheduler
    {
        private readonly ConcurrentQueue<Task> _tasks = new();

        public int Count => _tasks.Count;

        public void RunAll()
        {
            while (_tasks.TryDequeue(out Task? task))
            {
                TryExecuteTask(task);
            }
        }

        protected override void QueueTask(Task task) => _tasks.Enqueue(task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => _tasks;
    }
}
