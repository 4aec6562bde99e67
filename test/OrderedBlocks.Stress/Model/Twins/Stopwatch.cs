namespace OrderedBlocks;

/// <summary>Time does not pass in the model: all work is cheap.</summary>
internal static class Stopwatch
{
    public static long Frequency => 1_000_000_000;

    public static long GetTimestamp() => 0;
}
