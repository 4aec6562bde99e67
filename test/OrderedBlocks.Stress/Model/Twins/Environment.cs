namespace OrderedBlocks;

/// <summary>One processor: nobody spins.</summary>
internal static class Environment
{
    public static int ProcessorCount => 1;
}
