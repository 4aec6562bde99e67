using System.Diagnostics;
using OrderedBlocks.Atomics;
using OrderedBlocks.Ring;

namespace OrderedBlocks.Keys;

/// <summary>
/// The lanes of a block whose items are ordered by key: those of the keys that have an item in work or parked, and no others.
/// Which lanes have an item that may be started, the oldest first.
/// </summary>
/// <remarks>All of it under the lock of <see cref="KeyedItems{TInput, TOutput}"/>, but for the two counts.</remarks>
[DebuggerDisplay("{WaitingCount} waiting, {ReadyCount} ready")]
internal abstract class Lanes
{
    /// <summary>Objects that are kept to be used again, at the most.</summary>
    protected const int MaxKept = 1024;

    private static readonly Comparer<Position> s_oldestFirst =
        Comparer<Position>.Create(static (left, right) => left == right ? 0 : left.IsBefore(right) ? -1 : 1);

    // Lanes of which nothing is being worked on, by their first parked positions. No more than workers that have left one.
    private readonly PriorityQueue<Lane, Position> _ready = new(s_oldestFirst);

    // To be used again.
    private ParkedPosition? _kept;
    private int _keptCount;

    // Written under the lock, read by anybody.
    private AtomicInt64 _readyCount;
    private AtomicInt64 _waitingCount;

    /// <summary>The type of the items that these are the lanes of.</summary>
    public abstract Type InputType { get; }

    /// <summary>Lanes with an item that may be started. Acquire.</summary>
    public long ReadyCount => _readyCount.Read();

    /// <summary>Positions that are claimed and not started. Acquire.</summary>
    public long WaitingCount => _waitingCount.Read();

    /// <summary>How many lanes there are, for tests.</summary>
    internal abstract int Count { get; }

    /// <summary>How many objects are kept to be used again, for tests.</summary>
    internal virtual int KeptCount => _keptCount;

    /// <summary>All lanes. None may come or go meanwhile.</summary>
    protected abstract IEnumerable<Lane> All { get; }

    /// <summary>Parks a position behind what its lane has.</summary>
    public void Park(Lane lane, Position position)
    {
        lane.Add(Rent(position));
        _waitingCount.Write(_waitingCount.ReadOwn() + 1);
    }

    /// <summary>The item that was being worked on is done: the lane's next one may be started, or the lane goes.</summary>
    public void Leave(Lane lane)
    {
        if (lane.HasParked)
        {
            _ready.Enqueue(lane, lane.FirstParked);
            _readyCount.Write(_ready.Count);
        }
        else
        {
            Remove(lane);
        }
    }

    /// <summary>Takes the oldest of the items that may be started.</summary>
    /// <returns>Its lane, which is being worked on from now on; null if there is none.</returns>
    public Lane? TakeReady(out Position position)
    {
        if (!_ready.TryDequeue(out Lane? lane, out position))
        {
            return null;
        }

        _readyCount.Write(_ready.Count);
        Keep(lane.TakeFirst());
        _waitingCount.Write(_waitingCount.ReadOwn() - 1);
        return lane;
    }

    /// <summary>Whether this position is the oldest of those that may be started.</summary>
    public bool IsFirstReady(Position position) => _ready.TryPeek(out _, out Position first) && first == position;

    /// <summary>Puts an item back that is not to be started by whoever has taken it: it is ready.</summary>
    public void PutBack(Lane lane, Position position)
    {
        lane.AddFirst(Rent(position));
        _waitingCount.Write(_waitingCount.ReadOwn() + 1);
        Leave(lane);
    }

    /// <summary>Takes all positions that are parked. What is left are the lanes that are being worked on.</summary>
    public List<Position> TakeAll()
    {
        List<Position> positions = [];
        foreach (Lane lane in All)
        {
            while (lane.HasParked)
            {
                ParkedPosition parked = lane.TakeFirst();
                positions.Add(parked.Position);
                Keep(parked);
            }
        }

        while (_ready.TryDequeue(out Lane? lane, out _))
        {
            Remove(lane);
        }

        _readyCount.Write(0);
        _waitingCount.Write(0);
        return positions;
    }

    /// <summary>Removes an empty lane. Calls nobody's code.</summary>
    protected abstract void Remove(Lane lane);

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
