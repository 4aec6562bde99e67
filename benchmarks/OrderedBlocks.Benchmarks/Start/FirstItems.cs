using System.Diagnostics;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Benchmarks.Regimes;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Start;

/// <summary>The first items of a process, of which nothing has been compiled by then.</summary>
internal static class FirstItems
{
    /// <summary>Milliseconds from the block's construction to the end of the mesh.</summary>
    public static async Task<double> RunAsync(IVendor vendor, int items)
    {
        long start = Stopwatch.GetTimestamp();
        var sink = new OrderedSink();
        IPropagatorBlock<long, long> block = vendor.Transform<long, long>(ItemDelegates.Same, Mesh.Options);
        await Mesh.SendThroughAsync(block, sink, items);
        double taken = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        sink.Verify("results", items);
        return taken;
    }
}
