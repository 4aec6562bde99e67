namespace OrderedBlocks.Keys;

/// <summary>Lanes in a hash table of their own: a lane is removed without the user's comparer, and a key may be null.</summary>
/// <remarks>Its size is that of the most lanes there were at a time: as many as there were workers, and some.</remarks>
internal sealed class KeyLanes<TInput, TKey> : ItemLanes<TInput>
{
    // 2 to the power of 32, divided by the golden ratio: spreads hash codes that have few bits, or only high ones.
    private const uint Spread = 0x9E3779B9;
    private const int SmallestBits = 4;

    private readonly Func<TInput, TKey> _selector;

    // Null for the default one, which the compiler can then call directly.
    private readonly IEqualityComparer<TKey>? _comparer;

    private KeyLane<TKey>?[] _buckets = new KeyLane<TKey>?[1 << SmallestBits];
    private int _bits = SmallestBits;
    private int _count;

    // To be used again.
    private KeyLane<TKey>? _kept;
    private int _keptCount;

    public KeyLanes(Func<TInput, TKey> selector, IEqualityComparer<TKey>? comparer)
    {
        _selector = selector;
        _comparer = ReferenceEquals(comparer, EqualityComparer<TKey>.Default) ? null : comparer;
    }

    internal override int Count => _count;

    internal override int KeptCount => base.KeptCount + _keptCount;

    protected override IEnumerable<Lane> All
    {
        get
        {
            foreach (KeyLane<TKey>? first in _buckets)
            {
                for (KeyLane<TKey>? lane = first; lane is not null; lane = lane.Next)
                {
                    yield return lane;
                }
            }
        }
    }

    public override Lane Enter(TInput input, out bool isNew)
    {
        TKey key = _selector(input);
        int hashCode = key is null ? 0 : _comparer is null ? key.GetHashCode() : _comparer.GetHashCode(key);
        for (KeyLane<TKey>? lane = _buckets[IndexOf(hashCode)]; lane is not null; lane = lane.Next)
        {
            if (lane.HashCode == hashCode && AreEqual(lane.Key, key))
            {
                isNew = false;
                return lane;
            }
        }

        isNew = true;
        return Add(key, hashCode);
    }

    protected override void Remove(Lane lane)
    {
        var removed = (KeyLane<TKey>)lane;
        ref KeyLane<TKey>? link = ref _buckets[IndexOf(removed.HashCode)];
        if (!ReferenceEquals(link, removed))
        {
            KeyLane<TKey> before = link!;
            while (!ReferenceEquals(before.Next, removed))
            {
                before = before.Next!;
            }

            before.Next = removed.Next;
        }
        else
        {
            link = removed.Next;
        }

        _count--;
        removed.Key = default!;
        removed.Next = null;
        if (_keptCount < MaxKept)
        {
            removed.Next = _kept;
            _kept = removed;
            _keptCount++;
        }
    }

    private KeyLane<TKey> Add(TKey key, int hashCode)
    {
        if (_count == _buckets.Length)
        {
            Grow();
        }

        KeyLane<TKey>? lane = _kept;
        if (lane is null)
        {
            lane = new KeyLane<TKey>();
        }
        else
        {
            _kept = lane.Next;
            _keptCount--;
        }

        lane.Key = key;
        lane.HashCode = hashCode;
        Link(lane);
        _count++;
        return lane;
    }

    // Two nulls are equal, and no other key is equal to one, whatever the comparer may say.
    private bool AreEqual(TKey left, TKey right) =>
        left is null || right is null
            ? left is null && right is null
            : _comparer is null ? EqualityComparer<TKey>.Default.Equals(left, right) : _comparer.Equals(left, right);

    private void Grow()
    {
        KeyLane<TKey>?[] old = _buckets;
        _buckets = new KeyLane<TKey>?[old.Length * 2];
        _bits++;
        foreach (KeyLane<TKey>? first in old)
        {
            KeyLane<TKey>? lane = first;
            while (lane is not null)
            {
                KeyLane<TKey>? next = lane.Next;
                Link(lane);
                lane = next;
            }
        }
    }

    private void Link(KeyLane<TKey> lane)
    {
        ref KeyLane<TKey>? link = ref _buckets[IndexOf(lane.HashCode)];
        lane.Next = link;
        link = lane;
    }

    private int IndexOf(int hashCode) => (int)(((uint)hashCode * Spread) >> (32 - _bits));
}
