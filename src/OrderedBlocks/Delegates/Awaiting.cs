using OrderedBlocks.Atomics;
using OrderedBlocks.Scheduling;

namespace OrderedBlocks.Delegates;

/// <summary>Has something run once a delegate's task has ended: where it ends, perhaps under somebody's lock.</summary>
/// <remarks>
/// One task at a time. A value task's source that calls back and throws as well counts once: the first of the two ends the wait,
/// and the second finds that this wait is over, even if the next one has begun meanwhile. A source that calls back twice breaks
/// the rules of value tasks, and may end the next wait early.
/// </remarks>
internal sealed class Awaiting
{
    private static readonly Action<Task, object?> s_resume = static (_, awaiting) => ((Awaiting)awaiting!).Resume();

    private readonly Action _onEnded;
    private readonly Action _resume;
    private readonly IWorkScheduler _scheduler;

    // Goes up by one when a wait begins and by one when it ends: odd during a wait. The thread that waits begins a wait. The first
    // to come ends it, by a locked instruction: the thread that calls back, or the waiting thread when the source throws.
    private AtomicInt64 _wait;

    public Awaiting(Action onEnded, IWorkScheduler scheduler)
    {
        _onEnded = onEnded;
        _resume = Resume;
        _scheduler = scheduler;
    }

    /// <summary>
    /// Whether a source has thrown in place of a promise to call back. It may call back all the same, so this waits no more.
    /// </summary>
    public bool IsSpent { get; private set; }

    /// <summary>Waits for a task. When this returns, others may be past its end.</summary>
    /// <param name="pending">The task; put in another form, or an exception in its place, before the end is told.</param>
    public void Await<TResult>(ref ValueTask<TResult> pending)
    {
        long wait = Begin();
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
        catch (Exception error)
        {
            // A value task's source is user code too.
            if (TryEnd(wait))
            {
                pending = new ValueTask<TResult>(Task.FromException<TResult>(error));
                IsSpent = true;
                _onEnded();
            }
        }
    }

    /// <inheritdoc cref="Await{TResult}(ref ValueTask{TResult})"/>
    public void Await(ref ValueTask pending)
    {
        long wait = Begin();
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
        catch (Exception error)
        {
            // A value task's source is user code too.
            if (TryEnd(wait))
            {
                pending = new ValueTask(Task.FromException(error));
                IsSpent = true;
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

    // Fence: a value task's source is not relied on to make one.
    private long Begin()
    {
        long wait = _wait.ReadOwn() + 1;
        _wait.Exchange(wait);
        return wait;
    }

    private bool TryEnd(long wait) => _wait.CompareExchange(wait + 1, wait) == wait;

    private void Resume()
    {
        long wait = _wait.Read();
        if (wait % 2 != 0 && TryEnd(wait))
        {
            _onEnded();
        }
    }
}
