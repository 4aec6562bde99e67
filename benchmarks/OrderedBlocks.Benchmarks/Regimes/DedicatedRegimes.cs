using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>Threads of the block's own, against TransformBlock on the pool.</summary>
internal static class DedicatedRegimes
{
    private static readonly RegimeGroup s_group = new("dedicated threads", Limits.Flow);

    private static readonly (int Parallelism, int Capacity)[] s_sizes = [(1, 64), (4, 64), (2, 1024)];

    public static IEnumerable<Regime> All() =>
    [
        .. s_sizes.Select(static size => s_group.Sides(
            $"Task.Yield, {Describe(size)}",
            "TransformBlock on the pool",
            (items, _) => Flow.ThroughAsync(new OrderedTransformBlock<long, long>(ItemDelegates.YieldAsync, Options(size)), items),
            (items, _) => Flow.ThroughAsync(new TransformBlock<long, long>(ItemDelegates.YieldAsync, Plain(size)), items))),
        .. s_sizes.Select(static size => s_group.Sides(
            $"synchronous, {Describe(size)}",
            "TransformBlock on the pool",
            (items, _) => Flow.ThroughAsync(new OrderedTransformBlock<long, long>(ItemDelegates.Same, Options(size)), items),
            (items, _) => Flow.ThroughAsync(new TransformBlock<long, long>(ItemDelegates.Same, Plain(size)), items))),
        s_group.Sides(
            "OrderedActionBlock, synchronous", "TransformBlock, ActionBlock on the pool", ActionAsync, TheirActionAsync),
    ];

    private static string Describe((int Parallelism, int Capacity) size) =>
        $"parallelism {size.Parallelism}, capacity {size.Capacity}";

    private static ExecutionDataflowBlockOptions Plain((int Parallelism, int Capacity) size) =>
        Flow.Options(size.Capacity, size.Parallelism);

    private static OrderedBlockOptions Options((int Parallelism, int Capacity) size) => new()
    {
        WorkerThreadMode = WorkerThreadMode.Dedicated,
        BoundedCapacity = size.Capacity,
        MaxDegreeOfParallelism = size.Parallelism,
    };

    private static Task ActionAsync(int items, Probe probe)
    {
        var sink = new OrderedSink();
        return Flow.ThroughAsync(new OurVendor().Stage(ItemDelegates.Same, sink.Take, Options((2, 64))), sink, items);
    }

    private static Task TheirActionAsync(int items, Probe probe)
    {
        var sink = new OrderedSink();
        return Flow.ThroughAsync(new TheirVendor().Stage(ItemDelegates.Same, sink.Take, Plain((2, 64))), sink, items);
    }
}
