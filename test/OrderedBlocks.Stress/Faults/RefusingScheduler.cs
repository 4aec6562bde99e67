namespace OrderedBlocks.Stress.Faults;

/// <summary>A scheduler that runs tasks on the pool, and throws from a certain task on.</summary>
internal sealed class RefusingScheduler(int accepts, Action onRefusal) : TaskScheduler
{
    private int _queued;

    protected override void QueueTask(Task task)
    {
        if (Interlocked.Increment(ref _queued) > accepts)
        {
            onRefusal();
            throw new IntendedException("scheduler");
        }

        ThreadPool.UnsafeQueueUserWorkItem(_ => TryExecuteTask(task), null);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
