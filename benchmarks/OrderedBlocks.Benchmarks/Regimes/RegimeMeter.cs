using System.Diagnostics;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>Runs one side of a regime once and measures it from outside.</summary>
internal static class RegimeMeter
{
    // A run that takes longer will not end.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    public static RegimeSample Run(Regime regime, Side side, int items)
    {
        // what an earlier run has left behind is not this one's to clean up
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return RunUncollected(regime, side, items);
    }

    /// <summary>The same without a collection before it, where the figures do not count.</summary>
    public static RegimeSample RunUncollected(Regime regime, Side side, int items)
    {
        var probe = new Probe();
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        double switches = ContextSwitches.Count();
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        Task run = Task.Run(() => side(items, probe));
        try
        {
            run.WaitAsync(s_patience).GetAwaiter().GetResult();
        }
        catch (TimeoutException) when (!run.IsCompleted)
        {
            string name = side == regime.Ours ? "OrderedBlocks" : "Dataflow";
            throw new MeasurementException($"{regime.FullName}: {items} items through {name} did not end.");
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        processor = Environment.CpuUsage.TotalTime - processor;
        switches = ContextSwitches.Count() - switches;
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        return new RegimeSample(
            double.IsNaN(probe.Median) ? elapsed.TotalNanoseconds / items : probe.Median,
            processor.TotalNanoseconds / items,
            probe.Tail,
            double.IsNaN(probe.Bytes) ? (double)bytes / items : probe.Bytes,
            switches / items);
    }
}
