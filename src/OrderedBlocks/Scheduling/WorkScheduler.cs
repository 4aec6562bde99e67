using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using OrderedBlocks.Atomics;

namespace OrderedBlocks.Scheduling;

/// <summary>A block's work on the pool, or on the task scheduler of its options.</summary>
[DebuggerDisplay("{_scheduler ?? TaskScheduler.Default}")]
[SuppressMessage("Design", "CA1001", Justification = "The block disposes of the timer by End.")]
internal sealed class WorkScheduler : IWorkScheduler
{
    private static readonly Action<object?> s_execute = static item => ((IThreadPoolWorkItem)item!).Execute();

    // Null for the pool.
    private readonly TaskScheduler? _scheduler;

    private LazyLock _timerLock = new();

    // Both under _timerLock.
    private Timer? _timer;
    private bool _ended;

    public WorkScheduler(TaskScheduler scheduler) => _scheduler = scheduler == TaskScheduler.Default ? null : scheduler;

    public TaskScheduler? Continuations => null;

    public void ScheduleWorker(IThreadPoolWorkItem worker) => Schedule(worker);

    public void ScheduleRelease(IThreadPoolWorkItem release) => Schedule(release);

    public void Queue(IThreadPoolWorkItem item) => UninterruptedCall.Queue(item);

    public void QueueAlarm(IThreadPoolWorkItem alarm)
    {
        using (_timerLock.Enter())
        {
            if (!_ended)
            {
                _timer ??= CreateTimer(alarm);
                UninterruptedCall.Run(_timer, static timer => timer.Change(DeferredWorkTimer.Period, Timeout.InfiniteTimeSpan));
            }
        }
    }

    public void Cancel(CancellationTokenSource source) =>
        source.CancelAsync().ContinueWith(
            static ended => _ = ended.Exception, // what callbacks throw is the delegate's affair, and goes no further
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.DenyChildAttach,
            TaskScheduler.Default);

    public void End()
    {
        using (_timerLock.Enter())
        {
            _ended = true;
            _timer?.Dispose();
        }
    }

    private static Task CreateTask(IThreadPoolWorkItem item) =>
        new(s_execute, item, CancellationToken.None, TaskCreationOptions.DenyChildAttach);

    private static Timer CreateTimer(IThreadPoolWorkItem alarm)
    {
        // The timer lives as long as the block; it must not keep the context of the sender that came first.
        using (NoFlow.Begin())
        {
            return new Timer(static item => ((IThreadPoolWorkItem)item!).Execute(), alarm, Timeout.Infinite, Timeout.Infinite);
        }
    }

    // Allocates only on a scheduler other than the pool's.
    private void Schedule(IThreadPoolWorkItem item)
    {
        if (_scheduler is null)
        {
            Queue(item);
            return;
        }

        // A task takes the context when it is created. It is started outside: a scheduler that runs it at once would run the
        // delegate with the flow suppressed.
        Task task;
        using (NoFlow.Begin())
        {
            task = CreateTask(item);
        }

        task.Start(_scheduler);
    }
}
