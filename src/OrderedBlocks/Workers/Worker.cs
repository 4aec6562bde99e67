using System.Diagnostics;
using OrderedBlocks.Atomics;
using OrderedBlocks.Completion;
using OrderedBlocks.Delegates;
using OrderedBlocks.Ring;
using OrderedBlocks.Ring.Stealing;

namespace OrderedBlocks.Workers;

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
/// <para>What it does with one item is in Worker.Items.cs.</para>
/// </remarks>
[DebuggerDisplay("{_mode}")]
internal sealed partial class Worker<TInput, TOutput> : IThreadPoolWorkItem
{
    private readonly WorkerGroup<TInput, TOutput> _group;
    private readonly OrderedRing<TInput, TOutput> _ring;
    private readonly LifeCycle _lifeCycle;
    private readonly ItemPolicy<TInput> _policy;
    private readonly Transform<TInput, TOutput> _transform;
    private readonly bool _isStreaming;
    private readonly Func<TInput, TOutput>? _synchronous;
    private readonly CallInContext<TInput, TOutput>? _inContext;

    /// <summary>What it has claimed and not started. It is the owner; others may take it.</summary>
    public Batch Batch { get; } = new();

    /// <summary>Its number in the group, from 1; set when it is added.</summary>
    public int Number { get; set; }

    /// <summary>While it rests: the one that rests below it. The group's.</summary>
    public Worker<TInput, TOutput>? NextResting { get; set; }

    // All of these belong to the thread that runs the worker; handing it over (scheduling, a task's end) publishes them.
    private RunLength _run = new();
    private StragglerDetector _peers;
    private Mode _mode = Mode.Searching;
    private bool _runIsOpen;
    private bool _hasPutOff;
    private bool _hasGivenPlaceBack;
    private bool _isReleaseDue;

    public Worker(WorkerGroup<TInput, TOutput> group)
    {
        _group = group;
        _ring = group.Ring;
        _lifeCycle = group.LifeCycle;
        _policy = group.Policy;
        _transform = group.Transform.ForWorker(group);
        _isStreaming = _transform.IsStreaming;
        _inContext = group.Tracing is { } tracing ? new CallInContext<TInput, TOutput>(_ring, _transform, tracing) : null;
        _keyed = group.Keyed;

        // Where an item leaves more than its output, or takes more than its input, it is not run quietly.
        _synchronous = group.KeepsInputs || _inContext is not null || _keyed is not null ? null : _transform.Synchronous;
    }

    // Made by the first task that is pending: most workers of synchronous delegates never need it.
    private Awaiting Awaiting => field is { IsSpent: false } made ? made : field = new Awaiting(Resume, _group.Scheduler);

    private enum Mode
    {
        Searching,
        Busy,
        Suspended,
    }

    /// <summary>Works until there is nothing left, a task is pending, or another task is to go on.</summary>
    public void Execute()
    {
        if (_keyed is not null && _keyed.TryPutOff(this))
        {
            return;
        }

        int budget = _group.MaxPerTask;
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
                LeaveKeyQueue();
                _group.Schedule(this);
                return;
            }

            if (TryFindItem(Math.Min(budget, _group.MaxPerClaim), out Position position))
            {
                budget -= RunSome(position);
                if (_isPending)
                {
                    Suspend();
                    return;
                }
            }
            else if (_group.TryRetire(this))
            {
                return;
            }
        }
    }

    /// <summary>Works for a sender that lends a hand. Only with a synchronous delegate.</summary>
    /// <param name="isFree">Whether the worker is done. If not, a failed item waits for a place among the failures: the worker goes
    /// on by itself when it has one.</param>
    /// <returns>Whether anything was done.</returns>
    public bool Help(out bool isFree)
    {
        _mode = Mode.Busy;
        long began = Stopwatch.GetTimestamp();
        int budget = _group.MaxPerTask;
        while (budget > 0 && (Batch.TryStartNext(out Position position) || TryClaim(Math.Min(budget, _group.MaxPerClaim), out position)))
        {
            budget -= RunSome(position);
            if (_isPending)
            {
                Suspend();
                isFree = false;
                return true;
            }

            if (!_runIsOpen && !_group.HelpsOn(began, _run.Ended))
            {
                break;
            }
        }

        EndRun();
        LeaveKeyQueue();
        _mode = Mode.Searching;
        isFree = true;
        return budget < _group.MaxPerTask;
    }

    // Runs the item and perhaps the rest of its batch. Returns how many were begun; the last of them may be pending.
    private int RunSome(Position position)
    {
        int done = 1;
        if (_synchronous is { } transform && _run.IsCheap)
        {
            done = RunQuietly(transform, position);
        }
        else if (_keyed is not null)
        {
            RunKeyed(position);
        }
        else
        {
            RunItem(position);
        }

        if (_isPending)
        {
            return done;
        }

        _run.Count(done);
        if (_run.IsOver)
        {
            EndRun();
        }

        return done;
    }

    // Afterwards the mode is Busy if there is an item and Searching if there is none.
    private bool TryFindItem(int max, out Position position)
    {
        if (Batch.TryStartNext(out position))
        {
            return true;
        }

        if (_mode == Mode.Busy)
        {
            if (TryClaim(max, out position))
            {
                return true;
            }

            EndRun();
            _group.Hub.OnIdle();
            _group.Counts.BeginSearch();
            _mode = Mode.Searching;
        }

        if (!Search(max, out position))
        {
            return false;
        }

        _mode = Mode.Busy;
        if (_group.Counts.EndSearch() && _group.HasWork)
        {
            // The last searcher wakes the next one if there is more than it has taken.
            _group.Notify();
        }

        return true;
    }

    // What was taken from others comes first: it is older than anything in the ring. A worker above the limit claims nothing and retires
    // (WorkerWakeUp). Workers that wait for room wait for the head. For the head they do not count.
    private bool TryClaim(int max, out Position position)
    {
        int count = 1;
        if (_keyed is not null)
        {
            if (!_keyed.TryStart(ref _turn, out position))
            {
                return false;
            }
        }
        else if (_group.StolenItems.Count == 0
            || !_group.StolenItems.TryTake(out position, _group.Counts, _ring.Head, _group.Transform.WaitingForRoom))
        {
            count = _ring.TryClaim(Math.Min(max, _run.ToClaim), out position, _group.Counts);
            if (count == 0)
            {
                return false;
            }
        }

        BeginRun();
        if (count > 1)
        {
            Batch.Begin(position.Next, position + count);

            // DeferredRelease: the timer looks after the rest of the batch.
            Fence.Full();
            _group.DeferredWork.Set();
        }
        else if (_hasPutOff)
        {
            // DeferredRelease: the claim was the full fence between the states that were put off and this look.
            _group.DeferredWork.Set();
        }

        return true;
    }

    private bool Search(int max, out Position position)
    {
        var backoff = default(Backoff);
        while (!TryClaim(max, out position))
        {
            if (_group.Counts.ExceedsLimit || !_group.HasWork)
            {
                return false;
            }

            // A producer is between taking a position and publishing it, or another worker was quicker.
            backoff.Snooze();
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

                // HeadRelease, for all of the run: its states, a full fence, then one look at the head; and at the state, because a
                // block that is abandoned ends by what is settled behind a head that is cut.
                Fence.Full();
                if (_lifeCycle.IsAbandoned || _ring.LookAtHead() != HeadStatus.Waiting)
                {
                    LeaveKeyQueue();
                    _group.Output.Release(ReleaseMode.Run);
                }
            }

            if (_isStreaming && _mode != Mode.Suspended)
            {
                _transform.EndRun();
            }

            _run.End();
            if (_group.MaxPerClaim > 1 && _peers.Look(_group, Batch, _run.Ended) is { } heldUp)
            {
                _group.StealRest(heldUp);
            }
        }
    }

    // What RunItem does, for a delegate that simply returns and items that are cheap: the item and the rest of its batch, as far as
    // nothing happens but that. Returns how many are done.
    private int RunQuietly(Func<TInput, TOutput> transform, Position position)
    {
        int done = 0;
        TInput input = default!;

        // Their releases are put off to the end of the run; the timer comes if that takes too long.
        _hasPutOff = true;
        try
        {
            do
            {
                done++;
                if (_lifeCycle.DropsItems || !_ring.TryTakeInput(position, out input))
                {
                    RunItem(position);
                    return done;
                }

                _ring.CompleteQuietly(position, transform(input));
            }
            while (Batch.TryStartNext(out position));
        }
        catch (Exception error)
        {
            // Whatever the user's delegate throws is the block's fault from here on.
            RecordOutcome(position, input, error);
        }

        return done;
    }
}
