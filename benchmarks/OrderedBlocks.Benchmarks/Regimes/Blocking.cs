namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>Delegates that block, on a pool that begins with two threads.</summary>
internal static class Blocking
{
    private const int Parallelism = 8;
    private const int PoolThreads = 2;

    public static Regime Regime(RegimeGroup group) => group.Both("delegates that block for 1 ms, parallelism 8", RunAsync) with
    {
        LeastItems = 1000,
        MostItems = 1000,
        FenceItems = 50,
    };

    private static async Task RunAsync(IVendor vendor, int items, Probe probe)
    {
        Shrink();
        await Flow.ThroughAsync(vendor.Transform<long, long>(ItemDelegates.Sleep, Flow.Options(1024, Parallelism)), items);
    }

    /// <summary>The pool aims at no more threads than its maximum: lowered for a moment, it begins anew.</summary>
    private static void Shrink()
    {
        ThreadPool.GetMinThreads(out int least, out int leastPorts);
        ThreadPool.GetMaxThreads(out int most, out int mostPorts);
        ThreadPool.SetMinThreads(Math.Min(least, PoolThreads), leastPorts);
        ThreadPool.SetMaxThreads(Math.Max(PoolThreads, Environment.ProcessorCount), mostPorts);
        ThreadPool.SetMaxThreads(most, mostPorts);
        ThreadPool.SetMinThreads(least, leastPorts);
    }
}
