namespace OrderedBlocks.Core;

/// <summary>
/// How a thread waits inside the core. The two reasons to wait have two names: after <see cref="Spin"/> it tries again at
/// once, because somebody else got ahead; after <see cref="Snooze"/> it looks again, because somebody else must first move.
/// </summary>
internal struct Backoff
{
    private const int MostSpins = 64;

    private int _spins;
    private SpinWait _snooze;

    /// <summary>Somebody else moved on: wait a few cycles, more each time, never giving up the processor.</summary>
    public void Spin()
    {
        _spins = Math.Min(MostSpins, (_spins << 1) | 1);
        Thread.SpinWait(_spins);
    }

    /// <summary>Somebody else has to move first: wait a little, and give the processor away if it takes longer.</summary>
    public void Snooze() => _snooze.SpinOnce();
}
