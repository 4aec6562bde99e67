using System.Diagnostics;
using OrderedBlocks.Core;

namespace OrderedBlocks.Execution;

/// <summary>
/// One of a block's workers: claims items, runs the delegate on them, and retires when there is nothing left.
/// </summary>
/// <remarks>
/// <code>
///   resting --(enlisted)--> searching --(found an item)--> busy --(task pending)--> suspended
///      ^                      |    ^                       |  ^                        |
///      +------(nothing)-------+    +----(nothing left)-----+  +------(task ended)------+
/// </code>
/// <para>A worker is run by one thread at a time. One that is not resting counts towards the degree of parallelism, also while
/// its delegate's task is pending.</para>
/// <para>While items are cheap, results are released after a run of them (<see cref="RunLength"/>), and items are claimed in
/// batches, which others take over when one of the items holds the worker up (<see cref="Batch"/>). Otherwise an item is claimed
/// when it is started, so items start in order, and one that blocks holds up no other.</para>
/// </remarks>
[DebuggerDisplay("{_mode}")]
internal sealed class Worker<TInput, TOutput> : IThreadPoolWorkItem
{
    private const int SpinsBetweenLooks = 10;

    private static readonly Action<Task<TOutput>, object?> s_resume =
        static (_, worker) => ((Worker<TInput, TOutput>)worker!).Resume();

    private readonly WorkerGroup<TInput, TOutput> _group;
    private readonly OrderedRing<TInput, TOutput> _ring;
    private readonly LifeCycle _lifeCycle;
    private readonly Func<TInput, TOutput>? _synchronous;
    private readonly Action _resume;

    /// <summary>What it has claimed and not started. It is the owner; others may take it.</summary>
    public Batch Batch { get; } = new();

    // All of these belong to the thread that runs the worker; handing it over (scheduling, a task's end) publishes them.
    private RunLength _run = new();
    private PeerWatch _peers;
    private Mode _mode = Mode.Searching;
    private bool _runIsOpen;
    private bool _hasPutOff;
    private bool _hasGivenPlaceBack;
    private bool _isReleaseDue;
    private Position _pendingPosition;
    private TInput _pendingInput = default!;
    private ValueTask<TOutput> _pending;

    public Worker(WorkerGroup<TInput, TOutput> group)
    {
        _group = group;
        _ring = group.Ring;
        _lifeCycle = group.LifeCycle;
        _synchronous = group.Transform.Synchronous;
        _resume = Resume;
    }

    private enum Mode
    {
        Searching,
        Busy,
        Suspended,
    }

    /// <summary>Works until there is nothing left, a task is pending, or another task is to go on.</summary>
    public void Execute()
    {
        int budget = _group.MostPerTask;
        if (_mode == Mode.Suspended)
        {
            _mode = Mode.Busy;
            AfterItem(_isReleaseDue);
            budget--;
        }

        while (true)
        {
            if (budget <= 0)
            {
                EndRun();
                _group.Schedule(this);
                return;
            }

            if (TryFindItem(Math.Min(budget, _group.MostPerClaim), out Position position))
            {
                int done = RunSome(position);
                if (done == 0)
                {
                    Suspend();
                    return;
                }

                budget -= done;
            }
            else if (_group.TryRetire(this))
            {
                return;
            }
        }
    }

    /// <summary>Works for a sender that lends a hand. Only with a synchronous delegate: nothing is pending afterwards.</summary>
    /// <returns>Whether anything was done.</returns>
    public bool Help()
    {
        _mode = Mode.Busy;
        long began = Stopwatch.GetTimestamp();
        int budget = _group.MostPerTask;
        while (budget > 0 && (Batch.TryStartNext(out Position position) || TryClaim(Math.Min(budget, _group.MostPerClaim), out position)))
        {
            budget -= RunSome(position);
            if (!_runIsOpen && !_group.HelpsOn(began, _run.Ended))
            {
                break;
            }
        }

        EndRun();
        _mode = Mode.Searching;
        return budget < _group.MostPerTask;
    }

    // Runs the item and perhaps the rest of its batch. Returns how many are done: none if the item's task is pending.
    private int RunSome(Position position)
    {
        int done = 1;
        if (_synchronous is { } transform && _run.IsCheap)
        {
            done = RunQuietly(transform, position);
        }
        else if (!RunItem(position))
        {
            return 0;
        }

        _run.Count(done);
        if (_run.IsOver)
        {
            EndRun();
        }

        return done;
    }

    // Afterwards the mode is Busy if there is an item and Searching if there is none.
    private bool TryFindItem(int most, out Position position)
    {
        if (Batch.TryStartNext(out position))
        {
            return true;
        }

        if (_mode == Mode.Busy)
        {
            if (TryClaim(most, out position))
            {
                return true;
            }

            EndRun();
            _group.Host.OnIdle();
            _group.Tally.BeginSearch();
            _mode = Mode.Searching;
        }

        if (!Search(most, out position))
        {
            return false;
        }

        _mode = Mode.Busy;
        bool isLast = _group.Tally.EndSearch();

        // Before the look for work: a lease that ends behind it may have hidden from it what the producer has brought.
        bool isLeased = _ring.IsLeased;
        if (isLast && _group.HasWork)
        {
            // The last searcher wakes the next one if there is more than it has taken.
            _group.Notify();
        }

        if (isLeased)
        {
            // Pair 1: more may have been brought without a fence, by a producer that saw a searcher.
            _group.Watch.Set();
        }

        return true;
    }

    // What was taken from others comes first: it is older than anything in the ring.
    private bool TryClaim(int most, out Position position)
    {
        int count = 1;
        if (!_group.Leftovers.TryTake(out position))
        {
            count = _ring.TryClaim(Math.Min(most, _run.ToClaim), out position);
            if (count == 0)
            {
                return false;
            }
        }

        BeginRun();
        if (count > 1)
        {
            Batch.Begin(position.Next, position + count);

            // Pair 5: the watch looks after the rest of the batch.
            Fence.Full();
            _group.Watch.Set();
        }
        else if (_hasPutOff || _group.KeepsPlace)
        {
            // Pair 5: the claim was the full fence between the stamps that were put off and this look. Where a place is kept, the
            // watch sees to it that it is not kept from those who come while this item holds up its worker.
            _group.Watch.Set();
        }

        return true;
    }

    private bool Search(int most, out Position position)
    {
        var backoff = default(Backoff);
        int looksLeft = Environment.ProcessorCount > 1 && _group.Tally.Active == 1 ? _run.LooksBeforeLeaving : 0;
        while (!TryClaim(most, out position))
        {
            if (_group.HasWork)
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
        }
    }

    private void EndRun()
    {
        if (_runIsOpen)
        {
            _runIsOpen = false;
            if (_hasPutOff)
            {
                _hasPutOff = false;

                // Pair 2, for all of the run: its stamps, a full fence, then one look at the head; and at the state, because a
                // block that is abandoned ends by what is settled behind a head that is cut.
                Fence.Full();
                if (_lifeCycle.IsAbandoned || _ring.LookAtHead() is HeadStatus.Completed or HeadStatus.Skipped)
                {
                    _group.Host.Release(cheap: true);
                }
            }

            _run.End();
            if (_group.KeepsPlace)
            {
                _group.KeepPlace(_run.IsVeryCheap);
            }

            if (_group.MostPerClaim > 1 && _peers.Look(_group, Batch, _run.Ended) is { } heldUp)
            {
                _group.Reopen(heldUp);
            }
        }
    }

    // What RunItem does, for a delegate that simply returns and items that are cheap: the item and the rest of its batch, as far as
    // nothing happens but that. Returns how many are done.
    private int RunQuietly(Func<TInput, TOutput> transform, Position position)
    {
        int done = 0;
        TInput input = default!;

        // Their releases are put off to the end of the run; the watch comes if that takes too long.
        _hasPutOff = true;
        try
        {
            do
            {
                done++;
                if (_lifeCycle.IsAbandoned || !_ring.TryTakeInput(position, out input))
                {
                    RunItem(position);
                    return done;
                }

                _ring.CompleteQuietly(position, transform(input));
            }
            while (Batch.TryStartNext(out position));
        }
#pragma warning disable CA1031 // whatever the user's delegate throws is the block's fault from here on
        catch (Exception error)
#pragma warning restore CA1031
        {
            Settle(position, input, error);
        }

        return done;
    }

    // Returns whether the item is done; if not, the worker is to be suspended.
    private bool RunItem(Position position)
    {
        if (_lifeCycle.IsAbandoned)
        {
            _group.Drop(position);
            _group.Host.Release(cheap: false);
            return true;
        }

        if (!_ring.TryTakeInput(position, out TInput input))
        {
            AfterItem(_ring.SkipVoid(position));
            return true;
        }

        TransformStatus status;
        TOutput output;
        IReadOnlyList<Exception> errors = [];
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
#pragma warning disable CA1031 // whatever the user's delegate throws is the block's fault from here on
        catch (Exception error)
#pragma warning restore CA1031
        {
            Settle(position, input, error);
            return true;
        }

        AfterItem(Settle(position, status, input, output, errors));
        return true;
    }

    // As Dataflow does: a delegate that throws OperationCanceledException has cancelled its item, not the block.
    private void Settle(Position position, TInput input, Exception error) =>
        AfterItem(error is OperationCanceledException
            ? Settle(position, TransformStatus.Cancelled, input, default!, [])
            : Settle(position, TransformStatus.Failed, input, default!, [error]));

    // Stamps the position. May be done on any thread: of the host it calls only what may be. Returns whether a release is due.
    private bool Settle(Position position, TransformStatus status, TInput input, TOutput output, IReadOnlyList<Exception> errors)
    {
        switch (status)
        {
            case TransformStatus.Completed when _run.IsCheap && _runIsOpen:
                // Its release is put off to the end of the run; the watch comes if that takes too long.
                _ring.CompleteQuietly(position, output);
                _hasPutOff = true;
                return false;

            case TransformStatus.Completed:
                return _ring.Complete(position, output);

            case TransformStatus.Cancelled or TransformStatus.NoTask:
                _group.Host.OnDropped(
                    status == TransformStatus.NoTask ? LossReason.NullTask : LossReason.CancelledItem);
                _hasGivenPlaceBack = true;
                return _ring.Skip(position);

            default:
                FailedItem.NoteIn(errors, input);

                // Cut and state before the skip: the releaser gets past this position only after it can see them.
                _ring.Cut(position);
                _group.Host.OnFailed(errors);
                _ring.Skip(position);
                return true;
        }
    }

    private void AfterItem(bool isReleaseDue)
    {
        if (_hasGivenPlaceBack)
        {
            _hasGivenPlaceBack = false;
            _group.Host.OnRoom(_run.IsCheap);
        }

        if (isReleaseDue || _lifeCycle.IsAbandoned)
        {
            _group.Host.Release(_run.IsCheap);
        }
    }

    // The delegate's task is pending. The thread is given back: if there is more to do, whoever brought it, or found it, has
    // enlisted another worker as far as the limit allows.
    private void Suspend()
    {
        EndRun();
        _group.Reopen(Batch);
        _run.OnSuspended();
        _mode = Mode.Suspended;

        // From here on the worker may be running again, on another thread.
        try
        {
            if (_group.Scheduler.Continuations is { } continuations)
            {
                // A task that has ended by now would have the awaiter's continuation run on the pool.
                Task<TOutput> task = _pending.AsTask();
                _pending = new ValueTask<TOutput>(task);
                _ = task.ContinueWith(
                    s_resume,
                    this,
                    CancellationToken.None,
                    TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.DenyChildAttach,
                    continuations);
            }
            else
            {
                _pending.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_resume);
            }
        }
#pragma warning disable CA1031 // a value task's source is user code too
        catch (Exception error)
#pragma warning restore CA1031
        {
            _pending = new ValueTask<TOutput>(Task.FromException<TOutput>(error));
            Resume();
        }
    }

    // Runs where the delegate's task ends, perhaps under somebody's lock. The outcome is noted at once, so that a failure is
    // known before anything else is started; the work that follows from it is not done here.
    private void Resume()
    {
        ValueTask<TOutput> pending = _pending;
        TInput input = _pendingInput;
        _pending = default;
        _pendingInput = default!;
        TransformStatus status =
            Transform<TInput, TOutput>.Conclude(pending, out TOutput output, out IReadOnlyList<Exception> errors);
        _isReleaseDue = Settle(_pendingPosition, status, input, output, errors);
        if (_lifeCycle.IsAbandoned)
        {
            // This may have been the last one, and the end must not depend on a scheduler that may have stopped.
            _group.Host.Attend();
        }

        _group.Schedule(this);
    }
}
