namespace OrderedBlocks.Scheduling;

/// <summary>A block's threads without its task scheduler, for what must not be refused.</summary>
internal sealed class BypassScheduler(IWorkScheduler scheduler) : IWorkScheduler
{
    public TaskScheduler? Continuations => scheduler.Continuations;

    public void ScheduleWorker(IThreadPoolWorkItem worker) => scheduler.Queue(worker);

    public void ScheduleRelease(IThreadPoolWorkItem release) => scheduler.Queue(release);

    public void Queue(IThreadPoolWorkItem item) => scheduler.Queue(item);

    public void QueueAlarm(IThreadPoolWorkItem alarm) =>
        throw new NotSupportedException("The alarm is the block's.");

    public void Cancel(CancellationTokenSource source) => scheduler.Cancel(source);

    public void End()
    {
        // It ends with the block.
    }
}
