namespace OrderedBlocks.Scenarios;

/// <summary>A task scheduler over the model's pool that takes everything, and runs nothing once it has stopped.</summary>
internal sealed class StoppingScheduler(Func<bool> hasStopped) : TaskScheduler
{
    protected override void QueueTask(Task task)
    {
        if (!hasStopped())
        {
            ModelPool.Current.Queue(() => TryExecuteTask(task));
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
