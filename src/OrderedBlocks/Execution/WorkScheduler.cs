namespace OrderedBlocks.Execution;

/// <summary>Where a block's work runs: on the pool, or on the task scheduler of its options.</summary>
/// <remarks>
/// The caller's execution context does not flow into the block: work is done for many senders at once. No lock may be held
/// while scheduling, because a scheduler may run the work before it returns.
/// </remarks>
internal sealed class WorkScheduler
{
    private static readonly Action<object?> s_execute = static item => ((IThreadPoolWorkItem)item!).Execute();

    // Null for the pool.
    private readonly TaskScheduler? _scheduler;

    public WorkScheduler(TaskScheduler scheduler) => _scheduler = scheduler == TaskScheduler.Default ? null : scheduler;

    /// <summary>Queues a work item. Allocates only on a scheduler other than the pool's.</summary>
    /// <exception cref="TaskSchedulerException">The scheduler refused it, and will not run it.</exception>
    public void Schedule(IThreadPoolWorkItem item)
    {
        if (_scheduler is null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
            return;
        }

        // A task takes the context when it is created. It is started outside: a scheduler that runs it at once would run the
        // delegate with the flow suppressed.
        Task task;
        if (ExecutionContext.IsFlowSuppressed())
        {
            task = CreateTask(item);
        }
        else
        {
            using (ExecutionContext.SuppressFlow())
            {
                task = CreateTask(item);
            }
        }

        task.Start(_scheduler);
    }

    private static Task CreateTask(IThreadPoolWorkItem item) =>
        new(s_execute, item, CancellationToken.None, TaskCreationOptions.DenyChildAttach);
}
