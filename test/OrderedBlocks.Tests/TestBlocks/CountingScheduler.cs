namespace OrderedBlocks.Tests.TestBlocks;

/// <summary>A scheduler of its own that runs its tasks on the pool, never inline, and counts them.</summary>
public sealed class CountingScheduler : TaskScheduler
{
    private int _queued;

    /// <summary>How many tasks were queued.</summary>
    public int Queued => Volatile.Read(ref _queued);

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        Interlocked.Increment(ref _queued);
        ThreadPool.UnsafeQueueUserWorkItem(_ => TryExecuteTask(task), null);
    }

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
