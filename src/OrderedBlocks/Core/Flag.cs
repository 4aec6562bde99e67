namespace OrderedBlocks.Core;

/// <summary>A word that is up or down, and every access to it.</summary>
internal struct Flag
{
    private int _value;

    /// <summary>Acquire.</summary>
    public readonly bool IsUp => Volatile.Read(in _value) != 0;

    /// <summary>Full fence. Returns whether this call raised it.</summary>
    public bool TryRaise() => Interlocked.Exchange(ref _value, 1) == 0;

    /// <summary>
    /// Full fence: what was done while it was up is seen by whoever raises it next, and no later read of this thread is done
    /// before it.
    /// </summary>
    public void LowerAndFence() => Interlocked.Exchange(ref _value, 0);

    public override readonly string ToString() => IsUp ? "up" : "down";
}
