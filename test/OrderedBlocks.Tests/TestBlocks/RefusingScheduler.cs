namespace OrderedBlocks.Tests.TestBlocks;

/// <summary>A scheduler that throws instead of queueing, from the moment it is told to.</summary>
public sealed class RefusingScheduler : TaskScheduler
{
    /// <summary>What it throws.</summary>
    public Exception Reason { get; } = new InvalidOperationException("The scheduler is closed.");

    /// <summary>Whether it throws now.</summary>
    public bool Refuses { get; set; }

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        if (Refuses)
        {
            throw Reason;
        }

        ThreadPool.UnsafeQueueUserWorkItem(_ => TryExecuteTask(task), null);
    }

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
