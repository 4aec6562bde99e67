namespace OrderedBlocks.Scheduling;

/// <summary>Calls the framework though the thread is interrupted while it waits for a lock of the framework's.</summary>
/// <remarks>The thread may be anybody's, and what it has begun for a block must not be left half-way.</remarks>
internal static class UninterruptedCall
{
    /// <summary>Queues a work item to the pool.</summary>
    public static void Queue(IThreadPoolWorkItem item) =>
        Run(item, static item => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false));

    /// <summary>
    /// Calls something of the framework's that takes a lock of its own before it does anything: the queue of the pool, or a timer. An
    /// interrupt that comes while it waits for that lock is put off until it has done its work.
    /// </summary>
    public static void Run<TState>(TState state, Action<TState> action)
    {
        bool isInterrupted = false;
        while (true)
        {
            try
            {
                action(state);
                break;
            }
            catch (ThreadInterruptedException)
            {
                // Nothing is done yet: once more.
                isInterrupted = true;
            }
        }

        if (isInterrupted)
        {
            Thread.CurrentThread.Interrupt();
        }
    }
}
