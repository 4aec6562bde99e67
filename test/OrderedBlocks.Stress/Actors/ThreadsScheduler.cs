using System.Collections.Concurrent;

namespace OrderedBlocks.Stress.Actors;

/// <summary>A scheduler with threads of its own, so that delegates may block without starving anybody.</summary>
internal sealed class ThreadsScheduler : TaskScheduler, IDisposable
{
    private readonly BlockingCollection<Task> _tasks = [];

    /// <param name="threads">How many.</param>
    /// <param name="stackSize">The size of their stacks in bytes; 0 for the usual one.</param>
    public ThreadsScheduler(int threads, int stackSize = 0)
    {
        MaximumConcurrencyLevel = threads;
        for (int i = 0; i < threads; i++)
        {
            new Thread(Run, stackSize) { IsBackground = true, Name = nameof(ThreadsScheduler) }.Start();
        }
    }

    public override int MaximumConcurrencyLevel { get; }

    /// <summary>The threads end when they have done what is queued.</summary>
    public void Dispose() => _tasks.CompleteAdding();

    protected override void QueueTask(Task task) => _tasks.Add(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _tasks;

    private void Run()
    {
        foreach (Task task in _tasks.GetConsumingEnumerable())
        {
            TryExecuteTask(task);
        }
    }
}
