namespace OrderedBlocks.Core;

/// <summary>How a thread waits inside the core for another one to move first.</summary>
internal struct Backoff
{
    private SpinWait _wait;

    /// <summary>Waits a little, and gives the processor away if it takes longer.</summary>
    public void Snooze() => _wait.SpinOnce();
}
