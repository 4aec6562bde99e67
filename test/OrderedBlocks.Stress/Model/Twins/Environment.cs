using ModelChecking;

namespace OrderedBlocks;

/// <summary>One processor: nobody spins. Threads have the numbers of the model, from 2; 1 is who sets the scenario up, and 0 nobody.</summary>
internal static class Environment
{
    public static int ProcessorCount => 1;

    public static int CurrentManagedThreadId => ModelRun.ThreadId + 2;

    /// <summary>Time stands still.</summary>
    public static long TickCount64 => 0;
}
