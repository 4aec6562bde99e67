using System.Diagnostics;
using OrderedBlocks.Core;

namespace OrderedBlocks.Execution;

/// <summary>
/// One of a block's workers: claims batches, runs the delegate on their items, and retires when there is nothing left.
/// </summary>
/// <remarks>
/// <code>
///   resting --(enlisted)--> searching --(found work)--> busy --(task pending)--> suspended
///      ^                      |    ^                    |  ^                        |
///      +------(nothing)-------+    +----(batch done)----+  +------(task ended)------+
/// </code>
/// A worker is run by one thread at a time: the one that was scheduled, or the one that has just suspended another worker and
/// goes on as this one. A worker that is not resting counts towards the degree of parallelism, also while its delegate's task
/// is pending.
/// </remarks>
[DebuggerDisplay("{_mode}, {Batch}")]
internal sealed class Worker<TInput, TOutput> : IThreadPoolWorkItem
{
    private readonly WorkerGroup<TInput, TOutput> _group;
    private readonly OrderedRing<TInput, TOutput> _ring;
    private readonly Action _resume;

    // All of these belong to the thread that runs the worker; handing it over (scheduling, a task's end) publishes them.
    private BatchSize _size = new();
    private Mode _mode = Mode.Searching;
    private bool _batchIsOpen;
    private bool _restIsSuspended;
    private Position _pendingPosition;
    private TInput _pendingInput = default!;
    private ValueTask<TOutput> _pending;

    // What the worker starts with, if it takes over from a suspended one. Written before it is run.
    private Position _assignedFirst;
    private int _assignedCount;

    // For thieves: see IsSuspended.
    private Flag _suspended;

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

    /// <summary>What it has claimed and not started; open to thieves.</summary>
    public Batch Batch { get; } = new();

    /// <summary>Whether it waits for its delegate, so that its rest need not be watched before it is taken. A hint.</summary>
    public bool IsSuspended => _suspended.IsUp;

    /// <summary>Runs this worker, and after it those as which the thread goes on.</summary>
    public void Execute()
    {
        for (Worker<TInput, TOutput>? worker = this; worker is not null; worker = worker.Run())
        {
        }
    }

    /// <summary>Lets a worker that has not run yet begin with positions that are claimed already.</summary>
    public void Assign(Position first, int count)
    {
        _assignedFirst = first;
        _assignedCount = count;
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
            while (_batchIsOpen && budget > 0)
            {
                if (!Batch.TryTake(out Position position))
                {
                    CloseBatch();
                }
                else if (RunItem(position))
                {
                    budget--;
                }
                else
                {
                    return Suspend();
                }
            }

            if (budget <= 0)
            {
                // An open batch stays open, to be taken over meanwhile; the watch looks after its results.
                if (_group.TrySchedule(this))
                {
                    return null;
                }

                budget = _group.MostPerTask;
                continue;
            }

            if (!TryFindWork(budget, out Position first, out int count))
            {
                if (_mode == Mode.Searching && _group.TryRetire(this))
                {
                    return null;
                }

                continue;
            }

            if (count > 1)
            {
                OpenBatch(first, count);
                continue;
            }

            _size.Begin(1);
            if (!RunItem(first))
            {
                return Suspend();
            }

            _size.End();
            budget--;
        }
    }

    // One look if busy, then a search. Afterwards the mode is Busy if something was found and Searching if not.
    private bool TryFindWork(int budget, out Position first, out int count)
    {
        if (_mode == Mode.Busy)
        {
            count = Claim(budget, out first);
            if (count > 0)
            {
                return true;
            }

            _group.Host.OnIdle();
            _group.Tally.BeginSearch();
            _mode = Mode.Searching;
        }

        count = Search(budget, out first);
        if (count == 0)
        {
            return false;
        }

        _mode = Mode.Busy;
        if (_group.Tally.EndSearch() && _group.HasWork)
        {
            // The last searcher wakes the next one if there is more than it has taken.
            _group.Notify();
        }

        return true;
    }

    private int Claim(int most, out Position first)
    {
        if (_group.HasSuspendedRest && _group.FindRest(suspendedOnly: true) is { } suspended)
        {
            int stolen = suspended.Batch.Steal(out first);
            if (stolen > 0)
            {
                return stolen;
            }
        }

        return _ring.TryClaim(_size.ShareOf(_ring, most, _group.Most), out first);
    }

    private int Search(int most, out Position first)
    {
        if (_assignedCount > 0)
        {
            int assigned = _assignedCount;
            first = _assignedFirst;
            _assignedCount = 0;
            return assigned;
        }

        var search = new WorkSearch(_size.LooksBeforeLeaving);
        while (true)
        {
            int count = Claim(most, out first);
            if (count > 0)
            {
                return count;
            }

            if (_ring.LookForWork() != WorkStatus.None)
            {
                search.WaitForStamp();
            }
            else if (_group.FindRest(suspendedOnly: false) is { } owner)
            {
                if (search.HasWatchedLongEnough(owner.Batch, owner.IsSuspended))
                {
                    count = owner.Batch.Steal(out first);
                    if (count > 0)
                    {
                        return count;
                    }
                }
            }
            else if (!search.MayLookAgain())
            {
                return 0;
            }
        }
    }

    private void OpenBatch(Position first, int count)
    {
        _size.Begin(count);
        _batchIsOpen = true;
        Batch.Open(first, count);
        _group.OnBatchOpened();
    }

    private void CloseBatch()
    {
        _batchIsOpen = false;
        _group.OnBatchClosed();
        ReleaseDone();
        _size.End();
    }

    // Pair 2, for a whole batch: its stamps, a full fence, then one look at the head.
    private void ReleaseDone()
    {
        if (_ring.LookAtHead() is HeadStatus.Completed or HeadStatus.Skipped)
        {
            _group.Host.Release(_size.IsCheap);
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

        if (status == TransformStatus.Failed)
        {
            FailedItem.NoteIn(errors, input);
        }

        Retire(position, status, output, errors);
        return true;
    }

    private void Retire(Position position, TransformStatus status, TOutput output, IReadOnlyList<Exception> errors)
    {
        switch (status)
        {
            case TransformStatus.Completed when _batchIsOpen:
                // Its release is put off to the end of the batch; the watch comes if that takes too long.
                _ring.CompleteQuietly(position, output);
                AfterItem(isHead: false);
                break;

            case TransformStatus.Completed:
                AfterItem(_ring.Complete(position, output));
                break;

            case TransformStatus.Dropped:
                bool isHead = _ring.Skip(position);
                _group.Host.OnDropped();
                _group.Host.OnRoom(_size.IsCheap);
                AfterItem(isHead);
                break;

            default:
                // Cut and state before the skip: the releaser gets past this position only after it can see them.
                _ring.Cut(position);
                _group.Host.OnFailed(position, errors);
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
            _group.Host.Release(_size.IsCheap);
        }
    }

    // The delegate's task is pending. The thread goes on as another worker if there is work and the limit allows it.
    private Worker<TInput, TOutput>? Suspend()
    {
        _size.OnSuspended();
        _mode = Mode.Suspended;
        _suspended.TryRaise();

        Position restFirst = default;
        int restCount = 0;
        if (_batchIsOpen)
        {
            restCount = Batch.TakeRest(out restFirst);
            _batchIsOpen = false;
            _group.OnBatchClosed();
            ReleaseDone();
        }

        Worker<TInput, TOutput>? next = null;
        if ((restCount > 0 || _ring.LookForWork() == WorkStatus.Ready) && _group.Tally.TryEnlist())
        {
            next = _group.Rent();
            next.Assign(restFirst, restCount);
        }
        else if (restCount > 0)
        {
            _restIsSuspended = true;
            _group.CountSuspendedBatch(1);
            OpenBatch(restFirst, restCount);
        }

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
        _suspended.Lower();
        if (_restIsSuspended)
        {
            _restIsSuspended = false;
            _group.CountSuspendedBatch(-1);
        }

        ValueTask<TOutput> pending = _pending;
        _pending = default;
        TransformStatus status = Transform<TInput, TOutput>.Conclude(pending, out TOutput output, out IReadOnlyList<Exception> errors);
        if (status == TransformStatus.Failed)
        {
            FailedItem.NoteIn(errors, _pendingInput);
        }

        _pendingInput = default!;
        Retire(_pendingPosition, status, output, errors);
    }
}
