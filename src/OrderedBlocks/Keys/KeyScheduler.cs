using System.Diagnostics;
using OrderedBlocks.Atomics;
using OrderedBlocks.Completion;
using OrderedBlocks.Ring;
using OrderedBlocks.Workers;

namespace OrderedBlocks.Keys;

/// <summary>
/// Which item a worker starts next where items are ordered by key: the oldest that has none of its key in work before it.
/// </summary>
/// <remarks>
/// <code>
///   in the ring --(claimed; its key is free)----------------------------> in work --(left)--> done
///             \--(claimed; its key is taken)--> parked --(the one before is left)--> ready --(taken)--> in work
/// </code>
/// <para>An item is claimed, asked for its key and entered into its key's queue in one step, under the lock: otherwise two workers
/// that claimed two items of one key could enter them in the wrong order. So the user's selector runs under the lock. All
/// that it may set off, against its documentation, on the thread that holds the lock is put off until the thread has left it:
/// a worker that a scheduler runs on the spot, a sender that lends a hand, an end.</para>
/// <para>What is parked keeps its position, and so counts towards the capacity.</para>
/// <para>A worker hands nothing on and keeps nothing back: it leaves the queue, by which the queue's next item may become ready, and
/// takes the oldest one that is. Mostly that is one step, after which there are no more ready items than before, and nobody is to be
/// told of them. Where it is not, because something else comes in between that may take long, an item that becomes ready is told
/// of like one that was brought (WorkerWakeUp): it is published under the lock, then comes a full fence and a look at the worker counts; a worker
/// that means to leave counts itself out by a locked instruction, and then looks at the ready items
/// (<see cref="WorkerGroup{TInput, TOutput}.HasWork"/>). If another worker takes the item first and makes one ready in its
/// turn, whoever was told finds that one.</para>
/// </remarks>
[DebuggerDisplay("{_table}")]
internal sealed class KeyScheduler<TInput, TOutput>
{
    // After so many parked in a row the lock is left for a moment: others wait for it with finished items.
    private const int MaxParkedInARow = 64;

    private readonly WorkerGroup<TInput, TOutput> _group;
    private readonly OrderedRing<TInput, TOutput> _ring;
    private readonly LifeCycle _lifeCycle;
    private readonly KeyTable<TInput> _table;
    private readonly Lock _lock = new();

    // Under _lock: what the selector has set off on the thread that holds it.
    private readonly List<Worker<TInput, TOutput>> _putOff = [];
    private bool _isDropDue;

    /// <summary>Creates it for a group that is being created.</summary>
    public KeyScheduler(WorkerGroup<TInput, TOutput> group, KeyTable<TInput> table)
    {
        _group = group;
        _ring = group.Ring;
        _lifeCycle = group.LifeCycle;
        _table = table;
    }

    private enum Found
    {
        Nothing,
        Item,

        // There may be more behind what was parked.
        Parked,
    }

    /// <summary>Whether there is something to start that has been claimed.</summary>
    public bool HasReady => _table.ReadyCount != 0;

    /// <summary>Positions that are claimed and not started. Exact when nothing moves.</summary>
    public long WaitingCount => _table.WaitingCount;

    /// <summary>Whether the current thread is asking an item for its key: nothing of this block may be done on it.</summary>
    public bool IsClaiming => _lock.IsHeldByCurrentThread;

    /// <summary>The table, for tests.</summary>
    internal KeyTable<TInput> Table => _table;

    /// <summary>Leaves the queue of an item that is done, if that is still to be done, and takes the next item to start.</summary>
    /// <returns>Whether there is one.</returns>
    public bool TryStart(ref KeyTurn turn, out Position position)
    {
        position = default;
        if (turn.Queue is null && !HasReady && _ring.LookForWork() != WorkStatus.Ready)
        {
            // A searcher looks often, and would be in the way of those who work.
            return false;
        }

        Found found;
        do
        {
            bool owes;
            using (Uninterrupted.Enter(_lock))
            {
                Leave(ref turn);
                turn.Queue = _table.TakeReady(out position);
                found = turn.Queue is null ? Claim(ref turn, out position) : Found.Item;
                if (turn.Queue is { } queue && _group.Counts.ExceedsLimitWithout(ExcusedFor(position)))
                {
                    // As in Worker.TryClaim: a worker above the limit leaves the item to the others. It has made a full fence
                    // since the item was brought.
                    turn.Queue = null;
                    _table.PutBack(queue, position);
                    found = Found.Nothing;
                }

                owes = _isDropDue || _putOff.Count > 0;
            }

            if (owes)
            {
                DoWhatWasPutOff();
            }
        }
        while (found == Found.Parked);

        return found == Found.Item;
    }

    /// <summary>Whether this position is the oldest of those that may be started.</summary>
    public bool IsReady(Position position)
    {
        if (!HasReady)
        {
            return false;
        }

        using (Uninterrupted.Enter(_lock))
        {
            return _table.IsFirstReady(position);
        }
    }

    // Workers that wait for room for their outputs wait for the head. For the head they do not count towards the limit.
    private long ExcusedFor(Position position) => position == _ring.Head ? _group.Transform.WaitingForRoom : 0;

    /// <summary>Leaves the queue of an item that is done, before its worker does something else than to start the next.</summary>
    /// <param name="turn">The item's.</param>
    /// <param name="isBrief">Whether that is expected to be short. If it is not after all, the timer comes.</param>
    public void Leave(ref KeyTurn turn, bool isBrief)
    {
        bool hasReady;
        using (Uninterrupted.Enter(_lock))
        {
            Leave(ref turn);
            hasReady = HasReady;
        }

        if (hasReady)
        {
            // WorkerWakeUp, or DeferredRelease: the ready item is published; now look whether a worker is to be woken, or the timer to be set.
            Fence.Full();
            if (isBrief)
            {
                _group.DeferredWork.Set();
            }
            else
            {
                _group.Notify();
            }
        }
    }

    /// <summary>
    /// Puts a worker off that is to run on the thread that is asking an item for its key. That thread schedules it once more.
    /// </summary>
    /// <returns>Whether it must not run now.</returns>
    public bool TryPutOff(Worker<TInput, TOutput> worker)
    {
        if (!IsClaiming)
        {
            return false;
        }

        _putOff.Add(worker);
        return true;
    }

    /// <summary>Drops everything that is claimed and not started, in a block that is abandoned.</summary>
    /// <returns>Whether it was done; if not, this thread does it when it has asked the item for its key.</returns>
    /// <remarks>
    /// Nothing is left behind: the state said that the block is abandoned before this takes the lock. Whoever has the lock after
    /// this reads the state under it, and parks nothing; what was parked before is found here. And without anything
    /// parked no queue gets ready.
    /// </remarks>
    public bool TryDropWaiting()
    {
        if (IsClaiming)
        {
            _isDropDue = true;
            return false;
        }

        List<Position> positions;
        using (Uninterrupted.Enter(_lock))
        {
            positions = _table.TakeAll();
        }

        foreach (Position position in positions)
        {
            _group.Drop(position);
        }

        return true;
    }

    // Under the lock.
    private void Leave(ref KeyTurn turn)
    {
        if (turn.Queue is { } queue)
        {
            turn.Queue = null;
            _table.Leave(queue);
        }
    }

    // Under the lock. Parks what must wait for its key.
    private Found Claim(ref KeyTurn turn, out Position position)
    {
        for (int left = MaxParkedInARow; _ring.TryClaim(out position); left--)
        {
            if (_lifeCycle.IsAbandoned
                || (_lifeCycle.IsFailingInOrder && _ring.IsTruncated(position))
                || !_ring.TryPeekInput(position, out TInput input))
            {
                // To be dropped, or void: that has no order.
                return Found.Item;
            }

            try
            {
                KeyQueue queue = _table.Enter(input, out bool isNew);
                if (isNew)
                {
                    turn.Queue = queue;
                    return Found.Item;
                }

                _table.Park(queue, position);
            }
            catch (Exception error)
            {
                // Whatever the user's selector or comparer throws is the item's failure.
                turn.Error = error;
                return Found.Item;
            }

            if (left == 1)
            {
                return Found.Parked;
            }
        }

        return Found.Nothing;
    }

    private void DoWhatWasPutOff()
    {
        Worker<TInput, TOutput>[] workers;
        bool isDropDue;
        using (Uninterrupted.Enter(_lock))
        {
            workers = [.. _putOff];
            _putOff.Clear();
            isDropDue = _isDropDue;
            _isDropDue = false;
        }

        if (isDropDue)
        {
            _group.DropQueued();
            _group.Output.EnsureReleaseScheduled();
        }

        foreach (Worker<TInput, TOutput> worker in workers)
        {
            _group.Schedule(worker);
        }
    }
}
