using OrderedBlocks.Tests.Support;

namespace OrderedBlocks.Tests.Issues;

/// <summary>A scheduler may run a task where it is queued. The delegate's own awaits are to carry its context all the same.</summary>
[TestClass]
public sealed class InlineSchedulerTests
{
    [TestMethod]
    public async Task Delegate_OnAnInlineScheduler_MayFlowItsContext()
    {
        var block = new OrderedTransformBlock<int, bool>(
            static _ => ExecutionContext.IsFlowSuppressed(),
            new ExecutionDataflowBlockOptions { TaskScheduler = new InlineScheduler() });

        block.Post(7);

        Assert.IsFalse(await Await.Ends(block.ReceiveAsync()));
    }

    private sealed class InlineScheduler : TaskScheduler
    {
        protected override void QueueTask(Task task) => TryExecuteTask(task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => TryExecuteTask(task);

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }
}
