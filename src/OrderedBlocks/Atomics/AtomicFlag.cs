namespace OrderedBlocks.Atomics;

/// <summary>A <see cref="AtomicInt64"/> that is up or down.</summary>
internal struct AtomicFlag
{
    private AtomicInt64 _word;

    /// <summary>Acquire.</summary>
    public readonly bool IsUp => _word.Read() != 0;

    /// <summary>Full fence. Returns whether this call raised it.</summary>
    public bool TryRaise() => _word.Exchange(1) == 0;

    /// <summary>Full fence. Returns whether this call lowered it.</summary>
    public bool TryLower() => _word.Exchange(0) != 0;

    /// <summary>
    /// Full fence: what was done while it was up is seen by whoever raises it next, and no later read of this thread is done
    /// before it.
    /// </summary>
    public void LowerAndFence() => _word.Exchange(0);

    /// <summary>Release. For a flag that only the holder of a lock writes.</summary>
    public void Set(bool up) => _word.Write(up ? 1 : 0);

    public override readonly string ToString() => IsUp ? "up" : "down";
}
