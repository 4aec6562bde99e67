using System.Diagnostics;
using OrderedBlocks.Benchmarks.Contests;

namespace OrderedBlocks.Benchmarks.Reuse;

/// <summary>What one run took, of time and of the collector.</summary>
internal sealed record ReuseSample(double Nanoseconds, double Bytes, int Gen0, int Gen1, int Gen2, double PauseMilliseconds)
{
    public static ReuseSample Take(Contestant contestant)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        int[] before = [GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2)];
        TimeSpan paused = GC.GetTotalPauseDuration();
        long start = Stopwatch.GetTimestamp();
        Task.Run(contestant.RunAsync).GetAwaiter().GetResult();
        double time = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        return new ReuseSample(
            time / contestant.Items,
            (GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)contestant.Items,
            GC.CollectionCount(0) - before[0],
            GC.CollectionCount(1) - before[1],
            GC.CollectionCount(2) - before[2],
            (GC.GetTotalPauseDuration() - paused).TotalMilliseconds);
    }
}
