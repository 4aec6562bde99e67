namespace OrderedBlocks.Execution;

/// <summary>Threads of a block's own are not modelled: they wait by a monitor, and are covered by tests and stress.</summary>
internal sealed class DedicatedThreads(string name, int mostWorkers) : IWorkScheduler
{
    public TaskScheduler? Continuations => throw NotModelled();

    public void ScheduleWorker(IThreadPoolWorkItem worker) => throw NotModelled();

    public void ScheduleRelease(IThreadPoolWorkItem release) => throw NotModelled();

    public void Queue(IThreadPoolWorkItem item) => throw NotModelled();

    public void QueueAlarm(IThreadPoolWorkItem alarm) => throw NotModelled();

    public void Cancel(CancellationTokenSource source) => throw NotModelled();

    public void End() => throw NotModelled();

    private NotSupportedException NotModelled() => new($"{name}, {mostWorkers} threads: not modelled.");
}
