using System.Diagnostics;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>Sends items by the clock.</summary>
internal static class Pace
{
    /// <summary>Posts one item after the other, with so much time between two; spins meanwhile.</summary>
    public static void Post(ITargetBlock<long> target, int items, TimeSpan between)
    {
        long gap = (long)(between.TotalSeconds * Stopwatch.Frequency);
        for (long item = 0; item < items; item++)
        {
            long start = Stopwatch.GetTimestamp();
            if (!target.Post(item) && !target.SendAsync(item).GetAwaiter().GetResult())
            {
                throw new MeasurementException($"Item {item} was declined.");
            }

            while (Stopwatch.GetTimestamp() - start < gap)
            {
            }
        }
    }
}
