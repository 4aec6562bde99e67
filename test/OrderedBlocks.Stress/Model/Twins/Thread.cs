namespace OrderedBlocks;

/// <summary>Time does not pass in the model.</summary>
internal static class Thread
{
    public static void SpinWait(int iterations) => _ = iterations;
}
