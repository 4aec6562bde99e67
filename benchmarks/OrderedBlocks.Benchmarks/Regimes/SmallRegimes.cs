using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>Small capacities, where senders and workers wait for each other all the time.</summary>
internal static class SmallRegimes
{
    private const int ChainLength = 10;

    private static readonly RegimeGroup s_group = new("small capacity", Limits.Flow);

    private static readonly (int Parallelism, int Capacity)[] s_flows = [(1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (4, 4)];

    private static readonly (int Parallelism, int Capacity)[] s_chains = [(1, 1), (1, 4), (4, 4), (1, 16)];

    public static IEnumerable<Regime> All() =>
    [
        .. s_flows.Select(static size => s_group.Through(
            $"flow, parallelism {size.Parallelism}, capacity {size.Capacity}",
            vendor => vendor.Transform<long, long>(ItemDelegates.Same, Flow.Options(size.Capacity, size.Parallelism)))),
        .. s_chains.Select(static size => s_group.Both(
            $"chain of ten, parallelism {size.Parallelism}, capacity {size.Capacity}",
            (vendor, items, _) => ChainAsync(vendor, size, items))),
        s_group.Both("chain of ten, Task.Yield, parallelism 4, capacity 4", static (vendor, items, _) =>
        {
            (ITargetBlock<long> head, ISourceBlock<long> tail) = Flow.Chain(
                ChainLength, () => vendor.TransformAsync<long, long>(ItemDelegates.YieldAsync, Flow.Options(4, 4)));
            return Flow.ThroughAsync(head, tail, items, items);
        }) with { Limits = Limits.Asynchronous },
    ];

    private static Task ChainAsync(IVendor vendor, (int Parallelism, int Capacity) size, int items)
    {
        (ITargetBlock<long> head, ISourceBlock<long> tail) = Flow.Chain(
            ChainLength, () => vendor.Transform<long, long>(ItemDelegates.Same, Flow.Options(size.Capacity, size.Parallelism)));
        return Flow.ThroughAsync(head, tail, items, items);
    }
}
