namespace OrderedBlocks.Benchmarks.Micro;

/// <summary>Takes tasks and never runs them: a block on it only accepts.</summary>
internal sealed class HeldScheduler : TaskScheduler
{
    protected override void QueueTask(Task task)
    {
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
