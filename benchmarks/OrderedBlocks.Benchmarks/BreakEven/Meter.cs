using System.Diagnostics;
using OrderedBlocks.Benchmarks.Support;
using OrderedBlocks.Benchmarks.Systems;

namespace OrderedBlocks.Benchmarks.BreakEven;

/// <summary>Runs a system once, on a thread of the pool, and measures it from its construction to its end.</summary>
internal static class Meter
{
    public static Sample Run(ISystem system, Work work, int items)
    {
        // what an earlier run has left behind is not this one's to clean up
        GC.Collect();
        GC.WaitForPendingFinalizers();

        var sink = new OrderedSink();
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        int waits = Task.Run(() => system.RunAsync(work, sink, items)).GetAwaiter().GetResult();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        processor = Environment.CpuUsage.TotalTime - processor;
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;

        sink.Verify(system.Title, items);
        return new Sample(
            elapsed.TotalNanoseconds / items,
            processor.TotalNanoseconds / items,
            (double)bytes / items,
            (double)waits / items);
    }

    /// <summary>Throws unless a system makes of some items exactly what the serial loop makes of them.</summary>
    public static void VerifyResults(ISystem system, Work work, int items)
    {
        var expected = new OrderedSink();
        SystemList.Serial.RunAsync(work, expected, items).GetAwaiter().GetResult();
        var sink = new OrderedSink();
        Task.Run(() => system.RunAsync(work, sink, items)).GetAwaiter().GetResult();
        sink.Verify(system.Title, items);
        if (sink.Mix != expected.Mix)
        {
            throw new MeasurementException($"{system.Title}: the results are not those of the serial loop.");
        }
    }
}
