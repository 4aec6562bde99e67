using System.Collections.Concurrent;

namespace OrderedBlocks.Tests.TestBlocks;

/// <summary>A scheduler that runs its tasks when the test says so, on the test's thread.</summary>
public sealed class ManualScheduler : TaskScheduler
{
    private readonly ConcurrentQueue<Task> _tasks = new();

    /// <summary>Tasks that have not been run.</summary>
    public int Count => _tasks.Count;

    /// <summary>Runs the oldest task, if there is one.</summary>
    public bool TryRunOne() => _tasks.TryDequeue(out Task? task) && TryExecuteTask(task);

    /// <summary>Runs all there is, and what comes meanwhile.</summary>
    public void RunAll()
    {
        while (TryRunOne())
        {
        }
    }

    /// <inheritdoc/>
    protected override void QueueTask(Task task) => _tasks.Enqueue(task);

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks() => _tasks;
}
