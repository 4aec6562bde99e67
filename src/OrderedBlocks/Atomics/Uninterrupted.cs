namespace OrderedBlocks.Atomics;

/// <summary>Enters a lock though the thread is interrupted while it waits for it.</summary>
/// <remarks>
/// The thread may be anybody's, and what is done under the lock must not be left out. The caller's thread is interrupted again
/// when the lock has been left, as if the interrupt had come then.
/// </remarks>
internal static class Uninterrupted
{
    /// <summary>Enters the lock, until the scope is disposed of. An interrupt that comes meanwhile is put off until then.</summary>
    public static Scope Enter(Lock taken) => new(taken, Wait(taken));

    /// <summary>The same for a thread of a block's own: an interrupt that comes meanwhile is swallowed.</summary>
    public static Scope EnterAndForget(Lock taken)
    {
        Wait(taken);
        return new Scope(taken, isInterrupted: false);
    }

    /// <summary>Enters the lock, for a caller that leaves it by itself.</summary>
    /// <returns>Whether the thread was interrupted meanwhile, and is to be interrupted behind the lock.</returns>
    public static bool Wait(Lock taken)
    {
        bool isInterrupted = false;
        while (true)
        {
            try
            {
                taken.Enter();
                return isInterrupted;
            }
            catch (ThreadInterruptedException)
            {
                // Not entered: once more.
                isInterrupted = true;
            }
        }
    }

    public readonly ref struct Scope(Lock taken, bool isInterrupted)
    {
        public void Dispose()
        {
            taken.Exit();
            if (isInterrupted)
            {
                Thread.CurrentThread.Interrupt();
            }
        }
    }
}
