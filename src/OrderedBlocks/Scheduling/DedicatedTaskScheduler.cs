namespace OrderedBlocks.Scheduling;

/// <summary>Runs continuations on dedicated threads, where the task that ends does not allow them to run on the spot.</summary>
internal sealed class DedicatedTaskScheduler(DedicatedThreads threads) : TaskScheduler
{
    protected override void QueueTask(Task task) => threads.Queue(new Continuation(this, task));

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    private sealed class Continuation(DedicatedTaskScheduler scheduler, Task task) : IThreadPoolWorkItem
    {
        public void Execute() => scheduler.TryExecuteTask(task);
    }
}
