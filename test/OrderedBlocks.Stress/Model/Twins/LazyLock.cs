namespace OrderedBlocks.Atomics;

/// <summary>The lock of the model, which is there from the beginning: that it comes late is no step of a scenario.</summary>
internal struct LazyLock
{
    private Lock _lock;

    public LazyLock() => _lock = new Lock();

    public Uninterrupted.Scope Enter() => Uninterrupted.Enter(_lock ??= new Lock());
}
