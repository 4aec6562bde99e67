using System.Diagnostics;
using OrderedBlocks.Core;

namespace OrderedBlocks.Execution;

/// <summary>
/// One of a block's workers: claims items in order, one at a time, runs the delegate on them, and retires when there is
/// nothing left.
/// </summary>
/// <remarks>
/// <code>
///   resting --(enlisted)--> searching --(found an item)--> busy --(task pending)--> suspended
///      ^                      |    ^                       |  ^                        |
///      +------(nothing)-------+    +----(nothing left)-----+  +------(task ended)------+
/// </code>
/// <para>A worker is run by one thread at a time: the one that was scheduled, or the one that has just suspended another worker
/// and goes on as this one. A worker that is not resting counts towards the degree of parallelism, also while its delegate's
/// task is pending.</para>
/// <para>While items are cheap, results are released after a run of them (<see cref="RunLength"/>). Nothing is claimed ahead:
/// an item is claimed when it is started, so items start in order, and one that blocks holds up no other.</para>
/// </remarks>
[DebuggerDisplay("{_mode}")]
internal sealed class Worker<TInput, TOutput> : IThreadPoolWorkItem
{
    private const int SpinsBetweenLooks = 10;

    private readonly WorkerGroup<TInput, TOutput> _group;
    private readonly OrderedRing<TInput, TOutput> _ring;
    private readonly Action _resume;

    // All of these belong to the thread that runs the worker; handing it over (scheduling, a task's end) publishes them.
    private RunLength _run = new();
    private Mode _mode = Mode.Searching;
    private bool _runIsOpen;
    private Position _pendingPosition;
    private TInput _pendingInput = default!;
    private ValueTask<TOutput> _pending;

    public Worker(WorkerGroup<TInput, TOutput> group)
    {
        _group = group;
        _ring = group.Ring;
        _resume = Resume;
    }

    private enum Mode
    {
        Searching,
        Busy,
        Suspended,
    }

    /// <summary>Runs this worker, and after it those as which the thread goes on.</summary>
    public void Execute()
    {
        for (Worker<TInput, TOutput>? worker = this; worker is not null; worker = worker.Run())
        {
        }
    }

    // Returns the worker as which the thread goes on, or null.
    private Worker<TInput, TOutput>? Run()
    {
        int budget = _group.MostPerTask;
        if (_mode == Mode.Suspended)
        {
            ConcludePending();
            budget--;
        }

        while (true)
        {
            if (budget <= 0)
            {
                EndRun();
                if (_group.TrySchedule(this))
                {
                    return null;
                }

                budget = _group.MostPerTask;
            }

            if (TryFindItem(out Position position))
            {
                if (!RunItem(position))
                {
                    return Suspend();
                }

                budget--;
                _run.Count();
                if (_run.IsOver)
                {
                    EndRun();
                }
            }
            else if (_group.TryRetire(this))
            {
                return null;
            }
        }
    }

    // Afterwards the mode is Busy if there is an item and Searching if there is none.
    private bool TryFindItem(out Position position)
    {
        if (_mode == Mode.Busy)
        {
            if (_ring.TryClaim(out position))
            {
                BeginRun();
                return true;
            }

            EndRun();
            _group.Host.OnIdle();
            _group.Tally.BeginSearch();
            _mode = Mode.Searching;
        }

        if (!Search(out position))
        {
            return false;
        }

        _mode = Mode.Busy;
        BeginRun();
        if (_group.Tally.EndSearch() && _group.HasWork)
        {
            // The last searcher wakes the next one if there is more than it has taken.
            _group.Notify();
        }

        return true;
    }

    private bool Search(out Position position)
    {
        var backoff = default(Backoff);
        int looksLeft = Environment.ProcessorCount > 1 ? _run.LooksBeforeLeaving : 0;
        while (!_ring.TryClaim(out position))
        {
            if (_ring.LookForWork() != WorkStatus.None)
            {
                // A producer is between taking a position and stamping it, or another worker was quicker.
                backoff.Snooze();
            }
            else if (looksLeft-- > 0)
            {
                Thread.SpinWait(SpinsBetweenLooks);
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    private void BeginRun()
    {
        if (!_runIsOpen)
        {
            _runIsOpen = true;
            _run.Begin();
            if (_run.IsCheap)
            {
                _group.OnRunOpened();
            }
        }
    }

    private void EndRun()
    {
        if (_runIsOpen)
        {
            _runIsOpen = false;
            if (_run.IsCheap)
            {
                // Pair 2, for all of the run: its stamps, the full fence in here, then one look at the head.
                _group.OnRunClosed();
                if (_ring.LookAtHead() is HeadStatus.Completed or HeadStatus.Skipped)
                {
                    _group.Host.Release(cheap: true);
                }
            }

            _run.End();
        }
    }

    // Returns whether the item is done; if not, the worker is to be suspended.
    private bool RunItem(Position position)
    {
        if (_group.LifeCycle.IsAbandoned)
        {
            _group.Drop(position);
            _group.Host.Release(cheap: false);
            return true;
        }

        if (_ring.IsVoid(position))
        {
            AfterItem(_ring.SkipVoid(position));
            return true;
        }

        TransformStatus status;
        TOutput output;
        IReadOnlyList<Exception> errors = [];
        TInput input = _ring.TakeInput(position);
        try
        {
            status = _group.Transform.Start(input, out output, out ValueTask<TOutput> pending);
            if (status == TransformStatus.Pending)
            {
                if (!pending.IsCompleted)
                {
                    _pending = pending;
                    _pendingPosition = position;
                    _pendingInput = input;
                    return false;
                }

                status = Transform<TInput, TOutput>.Conclude(pending, out output, out errors);
            }
        }
        catch (OperationCanceledException)
        {
            // As Dataflow does: the delegate has cancelled its item, not the block.
            status = TransformStatus.Dropped;
            output = default!;
        }
#pragma warning disable CA1031 // whatever the user's delegate throws is the block's fault from here on
        catch (Exception error)
#pragma warning restore CA1031
        {
            status = TransformStatus.Failed;
            output = default!;
            errors = [error];
        }

        Retire(position, status, input, output, errors);
        return true;
    }

    private void Retire(Position position, TransformStatus status, TInput input, TOutput output, IReadOnlyList<Exception> errors)
    {
        switch (status)
        {
            case TransformStatus.Completed when _run.IsCheap && _runIsOpen:
                // Its release is put off to the end of the run; the watch comes if that takes too long.
                _ring.CompleteQuietly(position, output);
                AfterItem(isHead: false);
                break;

            case TransformStatus.Completed:
                AfterItem(_ring.Complete(position, output));
                break;

            case TransformStatus.Dropped:
                bool isHead = _ring.Skip(position);
                _group.Host.OnDropped();
                _group.Host.OnRoom(_run.IsCheap);
                AfterItem(isHead);
                break;

            default:
                FailedItem.NoteIn(errors, input);

                // Cut and state before the skip: the releaser gets past this position only after it can see them.
                _ring.Cut(position);
                _group.Host.OnFailed(errors);
                _ring.Skip(position);
                _group.Host.OnDropped();
                _group.Host.Release(cheap: false);
                break;
        }
    }

    private void AfterItem(bool isHead)
    {
        if (isHead || _group.LifeCycle.IsAbandoned)
        {
            _group.Host.Release(_run.IsCheap);
        }
    }

    // The delegate's task is pending. The thread goes on as another worker if there is work and the limit allows it.
    private Worker<TInput, TOutput>? Suspend()
    {
        EndRun();
        _run.OnSuspended();
        _mode = Mode.Suspended;
        Worker<TInput, TOutput>? next =
            _ring.LookForWork() == WorkStatus.Ready && _group.Tally.TryEnlist() ? _group.Rent() : null;

        // From here on the worker may be running again, on another thread.
        try
        {
            _pending.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_resume);
        }
#pragma warning disable CA1031 // a value task's source is user code too
        catch (Exception error)
#pragma warning restore CA1031
        {
            _pending = new ValueTask<TOutput>(Task.FromException<TOutput>(error));
            Resume();
        }

        return next;
    }

    // Runs where the delegate's task ends, perhaps under somebody's lock: it must not do the work there.
    private void Resume()
    {
        if (!_group.TrySchedule(this))
        {
            Execute();
        }
    }

    private void ConcludePending()
    {
        _mode = Mode.Busy;
        ValueTask<TOutput> pending = _pending;
        TInput input = _pendingInput;
        _pending = default;
        _pendingInput = default!;
        TransformStatus status = Transform<TInput, TOutput>.Conclude(pending, out TOutput output, out IReadOnlyList<Exception> errors);
        Retire(_pendingPosition, status, input, output, errors);
    }
}
