namespace OrderedBlocks.Scheduling;

/// <summary>
/// Where a block's work runs. Any thread may call; what is scheduled does not see the caller's execution context.
/// </summary>
/// <remarks>
/// A scheduler may run a worker or a release before it returns. So none of the block's locks may be held while one is scheduled,
/// but for the lock of the output, under which a target or a filter may post to the block: a release on its stack is refused it.
/// </remarks>
internal interface IWorkScheduler
{
    /// <summary>
    /// Where continuations of tasks of others go on if those do not let them run on the spot. Null for wherever the awaiter
    /// says, which is the pool.
    /// </summary>
    TaskScheduler? Continuations { get; }

    /// <summary>What asynchronous delegates await goes on there. Null for where they say, which is the pool or their scheduler.</summary>
    DedicatedContext? Context => null;

    /// <summary>Queues a worker. At most as many as the degree of parallelism are queued or running at the same time.</summary>
    /// <exception cref="Exception">It was refused, and will not run.</exception>
    void ScheduleWorker(IThreadPoolWorkItem worker);

    /// <summary>Queues a release of the output.</summary>
    /// <exception cref="Exception">It was refused, and will not run.</exception>
    void ScheduleRelease(IThreadPoolWorkItem release);

    /// <summary>
    /// Queues what must run whatever the user's scheduler does: an end, a transfer. Never refused, never run here.
    /// </summary>
    void Queue(IThreadPoolWorkItem item);

    /// <summary>Runs the one alarm of the block once, after <see cref="DeferredWorkTimer.Period"/>. Never refused, never run here.</summary>
    void QueueAlarm(IThreadPoolWorkItem alarm);

    /// <summary>Has the callbacks of a source's token run, on another thread. What they throw is lost.</summary>
    void Cancel(CancellationTokenSource source);

    /// <summary>
    /// The block has ended: no more alarms. What is still queued is run, and what is queued from now on, too.
    /// </summary>
    void End();
}
