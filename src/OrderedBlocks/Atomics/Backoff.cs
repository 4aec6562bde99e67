namespace OrderedBlocks.Atomics;

/// <summary>How a thread waits inside the core for another one to move first.</summary>
internal struct Backoff
{
    // The framework's own default.
    private const int SleepAfter = 20;

    private SpinWait _wait;
    private bool _isInterrupted;

    /// <summary>Waits a little, and gives the processor away if it takes longer. An interrupt is left to the caller's next wait.</summary>
    public void Snooze()
    {
        try
        {
            _wait.SpinOnce(_isInterrupted ? -1 : SleepAfter);
        }
        catch (ThreadInterruptedException)
        {
            // The thread that waits here is in the middle of something. From now on the thread yields and does not sleep.
            _isInterrupted = true;
            Thread.CurrentThread.Interrupt();
        }
    }
}
