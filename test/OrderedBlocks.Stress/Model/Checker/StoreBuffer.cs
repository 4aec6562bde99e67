namespace ModelChecking;

/// <summary>A thread's stores that nobody else sees yet, first in, first out (x86-TSO).</summary>
internal sealed class StoreBuffer
{
    private readonly List<Store> _stores = [];

    public int Count => _stores.Count;

    /// <summary>The oldest first.</summary>
    public IReadOnlyList<Store> Stores => _stores;

    public void Add(Store store) => _stores.Add(store);

    public Store TakeOldest()
    {
        Store store = _stores[0];
        _stores.RemoveAt(0);
        return store;
    }

    /// <summary>A thread sees its own stores at once.</summary>
    public bool TryFindNewest(Cell cell, out Store store)
    {
        for (int i = _stores.Count - 1; i >= 0; i--)
        {
            if (_stores[i].Cell == cell)
            {
                store = _stores[i];
                return true;
            }
        }

        store = default;
        return false;
    }

    public bool Holds(Cell cell) => TryFindNewest(cell, out _);

    public ulong Hash(ulong hash)
    {
        foreach (Store store in _stores)
        {
            hash = Mix.In(Mix.In(hash, store.Cell.Id), store.Value);
        }

        return hash;
    }

    internal readonly record struct Store(Cell Cell, long Value, object? Object, VectorClock Clock);
}
