namespace OrderedBlocks.Atomics;

/// <summary>A lock that is made when a thread enters it for the first time: for what most blocks never do.</summary>
internal struct LazyLock
{
    private AtomicReference<Lock> _lock;

    /// <summary>Creates a lock that nobody holds. It is a part of its owner, and never copied.</summary>
    public LazyLock() => _lock = default;

    /// <summary>Enters the lock as <see cref="Uninterrupted.Enter"/> does, until the scope is disposed of.</summary>
    public Uninterrupted.Scope Enter() => Uninterrupted.Enter(_lock.Read() ?? Make());

    // Of threads that come at the same time all enter the lock of the one that was first.
    private Lock Make()
    {
        var made = new Lock();
        return _lock.CompareExchange(made, null) ?? made;
    }
}
