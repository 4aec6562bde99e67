namespace OrderedBlocks.Keys;

/// <summary>A table of queues by keys of a type.</summary>
/// <remarks>
/// The dictionary's keys carry their hash codes. A key in the dictionary also carries its queue. So a queue is removed without
/// the user's comparer, and a key may be null. The dictionary is as large as the largest number of queues at a time.
/// </remarks>
internal sealed class KeyTable<TInput, TKey> : KeyTable<TInput>
{
    private readonly Func<TInput, TKey> _selector;
    private readonly Dictionary<Entry, KeyQueue> _queues;

    // Null for the default one, which the compiler can then call directly.
    private readonly IEqualityComparer<TKey>? _comparer;

    // To be used again.
    private KeyQueue? _kept;
    private int _keptCount;

    public KeyTable(Func<TInput, TKey> selector, IEqualityComparer<TKey>? comparer)
    {
        _selector = selector;
        _comparer = ReferenceEquals(comparer, EqualityComparer<TKey>.Default) ? null : comparer;
        _queues = new Dictionary<Entry, KeyQueue>(new EntryComparer(_comparer));
    }

    internal override int Count => _queues.Count;

    internal override int KeptCount => base.KeptCount + _keptCount;

    protected override IEnumerable<KeyQueue> All => _queues.Values;

    public override KeyQueue Enter(TInput input, out bool isNew)
    {
        TKey key = _selector(input);
        int hashCode = key is null ? 0 : _comparer is null ? key.GetHashCode() : _comparer.GetHashCode(key);
        isNew = !_queues.TryGetValue(new Entry(key, hashCode, Queue: null), out KeyQueue? queue);
        return queue ?? Add(key, hashCode);
    }

    protected override void Remove(KeyQueue queue)
    {
        _queues.Remove(new Entry(default!, queue.HashCode, queue));
        if (_keptCount < MaxKept)
        {
            queue.Next = _kept;
            _kept = queue;
            _keptCount++;
        }
    }

    private KeyQueue Add(TKey key, int hashCode)
    {
        KeyQueue? queue = _kept;
        if (queue is null)
        {
            queue = new KeyQueue();
        }
        else
        {
            _kept = queue.Next;
            queue.Next = null;
            _keptCount--;
        }

        queue.HashCode = hashCode;
        _queues.Add(new Entry(key, hashCode, queue), queue);
        return queue;
    }

    // Without a queue it is a key that is looked up.
    private readonly record struct Entry(TKey Key, int HashCode, KeyQueue? Queue);

    private sealed class EntryComparer(IEqualityComparer<TKey>? comparer) : IEqualityComparer<Entry>
    {
        public int GetHashCode(Entry entry) => entry.HashCode;

        // Two entries with queues are equal if they have the same queue.
        public bool Equals(Entry left, Entry right) =>
            left.Queue is not null && right.Queue is not null
                ? left.Queue == right.Queue
                : left.HashCode == right.HashCode && AreEqual(left.Key, right.Key);

        // Two nulls are equal, and no other key is equal to one, whatever the comparer may say.
        private bool AreEqual(TKey left, TKey right) =>
            left is null || right is null
                ? left is null && right is null
                : comparer is null ? EqualityComparer<TKey>.Default.Equals(left, right) : comparer.Equals(left, right);
    }
}
