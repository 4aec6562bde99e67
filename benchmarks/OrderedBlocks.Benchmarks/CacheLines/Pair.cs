using System.Diagnostics;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.CacheLines;

/// <summary>Two threads that begin together; the time is from then until both have ended.</summary>
internal static class Pair
{
    public static TimeSpan Time(Action first, Action second)
    {
        var gate = new Line();
        var other = new Thread(() =>
        {
            Meet(gate);
            second();
        });
        other.Start();
        Meet(gate);
        long start = Stopwatch.GetTimestamp();
        first();
        other.Join();
        return Stopwatch.GetElapsedTime(start);
    }

    private static void Meet(Line gate)
    {
        Interlocked.Increment(ref gate.Word);
        while (Volatile.Read(ref gate.Word) < 2)
        {
        }
    }
}
