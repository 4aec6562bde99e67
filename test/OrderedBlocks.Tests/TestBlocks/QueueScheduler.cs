using OrderedBlocks.Scheduling;

namespace OrderedBlocks.Tests.TestBlocks;

/// <summary>Where a block's parts run what they put off: when the test says so, on the test's thread.</summary>
internal sealed class QueueScheduler : IWorkScheduler
{
    private readonly Queue<IThreadPoolWorkItem> _items = new();

    /// <inheritdoc/>
    public TaskScheduler? Continuations => null;

    /// <summary>What has not been run. Alarms never come.</summary>
    public int Count => _items.Count;

    /// <summary>Runs all there is, and what comes meanwhile.</summary>
    public void RunAll()
    {
        while (_items.TryDequeue(out IThreadPoolWorkItem? item))
        {
            item.Execute();
        }
    }

    /// <inheritdoc/>
    public void ScheduleWorker(IThreadPoolWorkItem worker) => _items.Enqueue(worker);

    /// <inheritdoc/>
    public void ScheduleRelease(IThreadPoolWorkItem release) => _items.Enqueue(release);

    /// <inheritdoc/>
    public void Queue(IThreadPoolWorkItem item) => _items.Enqueue(item);

    /// <inheritdoc/>
    public void QueueAlarm(IThreadPoolWorkItem alarm)
    {
    }

    /// <inheritdoc/>
    public void Cancel(CancellationTokenSource source) => source.Cancel();

    /// <inheritdoc/>
    public void End()
    {
    }
}
