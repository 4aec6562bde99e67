using ModelChecking;

namespace OrderedBlocks;

/// <summary>One processor: nobody spins. Threads have the numbers of the model.</summary>
internal static class Environment
{
    public static int ProcessorCount => 1;

    public static int CurrentManagedThreadId => ModelRun.ThreadId + 1;
}
