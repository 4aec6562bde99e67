using OrderedBlocks.Core;

namespace OrderedBlocks.Execution;

/// <summary>Has something run once a delegate's task has ended: where it ends, perhaps under somebody's lock.</summary>
/// <remarks>One task at a time. A value task's source that calls back and throws as well counts once.</remarks>
internal sealed class Awaiting
{
    private static readonly Action<Task, object?> s_resume = static (_, awaiting) => ((Awaiting)awaiting!).Resume();

    private readonly Action _onEnded;
    private readonly Action _resume;
    private readonly IWorkScheduler _scheduler;

    // Up from the beginning of a wait until the first to come says that it has ended.
    private Flag _isAwaited;

    public Awaiting(Action onEnded, IWorkScheduler scheduler)
    {
        _onEnded = onEnded;
        _resume = Resume;
        _scheduler = scheduler;
    }

    /// <summary>Waits for a task. When this returns, others may be past its end.</summary>
    /// <param name="pending">The task; put in another form, or an exception in its place, before the end is told.</param>
    public void Await<TResult>(ref ValueTask<TResult> pending)
    {
        // Fence: a value task's source is not relied on to make one.
        _isAwaited.TryRaise();
        try
        {
            if (_scheduler.Continuations is { } continuations)
            {
                Task<TResult> task = pending.AsTask();
                pending = new ValueTask<TResult>(task);
                ContinueOn(task, continuations);
            }
            else
            {
                pending.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_resume);
            }
        }
#pragma warning disable CA1031 // a value task's source is user code too
        catch (Exception error)
#pragma warning restore CA1031
        {
            if (_isAwaited.TryLower())
            {
                pending = new ValueTask<TResult>(Task.FromException<TResult>(error));
                _onEnded();
            }
        }
    }

    /// <inheritdoc cref="Await{TResult}(ref ValueTask{TResult})"/>
    public void Await(ref ValueTask pending)
    {
        // Fence: a value task's source is not relied on to make one.
        _isAwaited.TryRaise();
        try
        {
            if (_scheduler.Continuations is { } continuations)
            {
                Task task = pending.AsTask();
                pending = new ValueTask(task);
                ContinueOn(task, continuations);
            }
            else
            {
                pending.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_resume);
            }
        }
#pragma warning disable CA1031 // a value task's source is user code too
        catch (Exception error)
#pragma warning restore CA1031
        {
            if (_isAwaited.TryLower())
            {
                pending = new ValueTask(Task.FromException(error));
                _onEnded();
            }
        }
    }

    // Where a task that has ended by now would have an awaiter's continuation run on the pool.
    private void ContinueOn(Task task, TaskScheduler continuations) =>
        _ = task.ContinueWith(
            s_resume,
            this,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.DenyChildAttach,
            continuations);

    private void Resume()
    {
        if (_isAwaited.TryLower())
        {
            _onEnded();
        }
    }
}
