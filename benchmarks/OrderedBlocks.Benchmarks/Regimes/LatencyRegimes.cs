using System.Diagnostics;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Benchmarks.Latency;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>One item at a time: how long it is on its way.</summary>
internal static class LatencyRegimes
{
    private static readonly RegimeGroup s_group = new("one item", Limits.Latency);

    public static IEnumerable<Regime> All() =>
    [
        ToReceive("Post to ReceiveAsync, default options", static () => new ExecutionDataflowBlockOptions()),
        ToReceive("Post to ReceiveAsync, parallelism 4, capacity 64", static () => Flow.Options(64, 4)),
        s_group.Both("Post to ReceiveAsync, Task.Yield, parallelism 4, capacity 64", static (vendor, items, probe) =>
            ReceiveAsync(vendor.TransformAsync<long, long>(ItemDelegates.YieldAsync, Flow.Options(64, 4)), items, probe)),
        AfterRest("after 1 ms of rest, to a target, default options", static () => new ExecutionDataflowBlockOptions()),
        AfterRest("after 1 ms of rest, to a target, parallelism 4, capacity 64", static () => Flow.Options(64, 4)),
    ];

    private static Regime ToReceive(string name, Func<ExecutionDataflowBlockOptions> options) => s_group.Both(
        name,
        (vendor, items, probe) => ReceiveAsync(vendor.Transform<long, long>(ItemDelegates.Same, options()), items, probe));

    private static async Task ReceiveAsync(IPropagatorBlock<long, long> block, int items, Probe probe)
    {
        double[] latencies = new double[items];
        for (int item = 0; item < items; item++)
        {
            long start = Stopwatch.GetTimestamp();
            block.Post(item);
            long result = await block.ReceiveAsync();
            latencies[item] = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
            if (result != item)
            {
                throw new MeasurementException($"Item {item} came back as {result}.");
            }
        }

        block.Complete();
        await block.Completion;
        Array.Sort(latencies);
        probe.NoteLatencies(latencies);
    }

    // A thread of its own sends, so that its sleep takes none from the pool. Too few items for a tail.
    private static Regime AfterRest(string name, Func<ExecutionDataflowBlockOptions> options)
    {
        return new RegimeGroup("one item", Limits.Flow).Sides(
            name, RegimeGroup.TransformBlock, Run(BlockKind.Ordered), Run(BlockKind.Dataflow)) with
        {
            LeastItems = 20,
            MostItems = 100,
            FenceItems = 20,
        };

        Side Run(BlockKind kind) => (items, probe) => Task.Factory.StartNew(
            () => probe.NoteLatencies(
                [.. LatencyRun.Idle(new LinkedSubject(kind, options()), items).Select(static time => time * 1000)]),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }
}
