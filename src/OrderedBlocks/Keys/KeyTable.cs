using System.Diagnostics;
using OrderedBlocks.Atomics;
using OrderedBlocks.Ring;

namespace OrderedBlocks.Keys;

/// <summary>
/// The queues of a block whose items are ordered by key: those of the keys that have an item in work or parked, and no others.
/// The table knows which queues have an item that may be started, the oldest first.
/// </summary>
/// <remarks>All of it is done under the lock of <see cref="KeyScheduler{TInput, TOutput}"/>, but for the two counts.</remarks>
[DebuggerDisplay("{WaitingCount} waiting, {ReadyCount} ready")]
internal abstract class KeyTable<TInput>
{
    /// <summary>Objects that are kept to be used again, at the most.</summary>
    protected const int MaxKept = 1024;

    private static readonly Comparer<Position> s_oldestFirst =
        Comparer<Position>.Create(static (left, right) => left == right ? 0 : left.IsBefore(right) ? -1 : 1);

    // Queues of which nothing is being worked on, by their first parked positions. No more than workers that have left one.
    private readonly PriorityQueue<KeyQueue, Position> _ready = new(s_oldestFirst);

    // To be used again.
    private ParkedPosition? _kept;
    private int _keptCount;

    // Written under the lock, read by anybody.
    private AtomicInt64 _readyCount;
    private AtomicInt64 _waitingCount;

    /// <summary>Queues with an item that may be started. Acquire.</summary>
    public long ReadyCount => _readyCount.Read();

    /// <summary>Positions that are claimed and not started. Acquire.</summary>
    public long WaitingCount => _waitingCount.Read();

    /// <summary>How many queues there are, for tests.</summary>
    internal abstract int Count { get; }

    /// <summary>How many objects are kept to be used again, for tests.</summary>
    internal virtual int KeptCount => _keptCount;

    /// <summary>All queues. None may come or go meanwhile.</summary>
    protected abstract IEnumerable<KeyQueue> All { get; }

    /// <summary>The queue of an item's key. Calls the user's code; what that throws leaves everything as it was.</summary>
    /// <param name="input">The item.</param>
    /// <param name="isNew">Whether there was none: from now on there is, and this item is being worked on.</param>
    public abstract KeyQueue Enter(TInput input, out bool isNew);

    /// <summary>Parks a position behind what its queue has.</summary>
    public void Park(KeyQueue queue, Position position)
    {
        queue.Add(Rent(position));
        _waitingCount.Write(_waitingCount.ReadOwn() + 1);
    }

    /// <summary>The item that was being worked on is done: the queue's next one may be started, or the queue goes.</summary>
    public void Leave(KeyQueue queue)
    {
        if (queue.HasParked)
        {
            _ready.Enqueue(queue, queue.FirstParked);
            _readyCount.Write(_ready.Count);
        }
        else
        {
            Remove(queue);
        }
    }

    /// <summary>Takes the oldest of the items that may be started.</summary>
    /// <returns>Its queue, which is being worked on from now on; null if there is none.</returns>
    public KeyQueue? TakeReady(out Position position)
    {
        if (!_ready.TryDequeue(out KeyQueue? queue, out position))
        {
            return null;
        }

        _readyCount.Write(_ready.Count);
        Keep(queue.TakeFirst());
        _waitingCount.Write(_waitingCount.ReadOwn() - 1);
        return queue;
    }

    /// <summary>Whether this position is the oldest of those that may be started.</summary>
    public bool IsFirstReady(Position position) => _ready.TryPeek(out _, out Position first) && first == position;

    /// <summary>Puts an item back that is not to be started by whoever has taken it: it is ready.</summary>
    public void PutBack(KeyQueue queue, Position position)
    {
        queue.AddFirst(Rent(position));
        _waitingCount.Write(_waitingCount.ReadOwn() + 1);
        Leave(queue);
    }

    /// <summary>Takes all positions that are parked. What is left are the queues that are being worked on.</summary>
    public List<Position> TakeAll()
    {
        List<Position> positions = [];
        foreach (KeyQueue queue in All)
        {
            while (queue.HasParked)
            {
                ParkedPosition parked = queue.TakeFirst();
                positions.Add(parked.Position);
                Keep(parked);
            }
        }

        while (_ready.TryDequeue(out KeyQueue? queue, out _))
        {
            Remove(queue);
        }

        _readyCount.Write(0);
        _waitingCount.Write(0);
        return positions;
    }

    /// <summary>Removes an empty queue. Calls nobody's code.</summary>
    protected abstract void Remove(KeyQueue queue);

    private ParkedPosition Rent(Position position)
    {
        ParkedPosition? parked = _kept;
        if (parked is null)
        {
            parked = new ParkedPosition();
        }
        else
        {
            _kept = parked.Next;
            _keptCount--;
            parked.Next = null;
        }

        parked.Position = position;
        return parked;
    }

    private void Keep(ParkedPosition parked)
    {
        if (_keptCount < MaxKept)
        {
            parked.Next = _kept;
            _kept = parked;
            _keptCount++;
        }
    }
}
