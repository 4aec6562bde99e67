using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>A block among others: what feeds it, what takes from it, and many side by side.</summary>
internal static class NeighbourRegimes
{
    private const int Blocks = 100;
    private const int Outputs = 100;
    private const int Batch = 16;

    private static readonly RegimeGroup s_group = new("neighbours", Limits.Flow);

    private static readonly int[] s_parallelisms = [1, 2];
    private static readonly int[] s_capacities = [64, 1024];

    public static IEnumerable<Regime> All() =>
    [
        .. s_capacities.Select(static capacity => s_group.Both(
            $"OrderedTransformBlock into a bounded ActionBlock, parallelism 2, capacity {capacity}",
            (vendor, items, _) => IntoActionAsync(vendor, capacity, items),
            "TransformBlock, ActionBlock") with
        {
            Limits = Limits.Bounded,
        }),
        .. s_capacities.Select(static capacity => s_group.Both(
            $"OrderedActionBlock, synchronous, parallelism 2, capacity {capacity}",
            (vendor, items, _) =>
            {
                var sink = new OrderedSink();
                return Flow.ThroughAsync(vendor.Stage(ItemDelegates.Same, sink.Take, Flow.Options(capacity, 2)), sink, items);
            },
            "TransformBlock, ActionBlock")),
        .. s_parallelisms.Select(static parallelism => s_group.Both(
            $"one-to-many, 100 outputs an item, parallelism {parallelism}, capacity 256",
            (vendor, items, _) =>
            {
                IPropagatorBlock<long, long> block = vendor.Many<long, long>(Hundred, Flow.Options(256, parallelism));
                return Flow.ThroughAsync(block, block, items, items * Outputs);
            },
            "TransformManyBlock")),
        s_group.Both("ReceiveAsync, one by one", static (vendor, items, _) =>
            Flow.ReceivingAsync(vendor.Transform<long, long>(ItemDelegates.Same, Flow.Options(64, 2)), items)),
        s_group.Both("OutputAvailableAsync and TryReceive", static (vendor, items, _) =>
        {
            IPropagatorBlock<long, long> block = vendor.Transform<long, long>(ItemDelegates.Same, Flow.Options(64, 2));
            return Flow.ReceivingAllAsync((IReceivableSourceBlock<long>)block, block, items);
        }),
        s_group.Both("two targets by predicates", PredicatesAsync),
        s_group.Both("BufferBlock in front, BatchBlock behind", BuffersAsync),
        s_group.Both("two blocks in a row, capacity 64", static (vendor, items, _) =>
        {
            (ITargetBlock<long> head, ISourceBlock<long> tail) =
                Flow.Chain(2, () => vendor.Transform<long, long>(ItemDelegates.Same, Flow.Options(64, 2)));
            return Flow.ThroughAsync(head, tail, items, items);
        }),
        s_group.Both("a hundred blocks side by side", SideBySideAsync) with { LeastItems = Blocks * 10, FenceItems = Blocks * 5 },
    ];

    private static IEnumerable<long> Hundred(long item)
    {
        for (long output = 0; output < Outputs; output++)
        {
            yield return (item * Outputs) + output;
        }
    }

    private static async Task IntoActionAsync(IVendor vendor, int capacity, int items)
    {
        var sink = new OrderedSink();
        IPropagatorBlock<long, long> block = vendor.Transform<long, long>(ItemDelegates.Same, Flow.Options(capacity, 2));
        var last = new ActionBlock<long>(sink.Take, Flow.Options(capacity, 1));
        block.LinkTo(last, Flow.Propagate);
        await Mesh.SendAllAsync(block, items);
        await last.Completion;
        sink.Verify("results", items);
    }

    private static async Task PredicatesAsync(IVendor vendor, int items, Probe probe)
    {
        var sink = new OrderedSink();
        IPropagatorBlock<long, long> block = vendor.Transform<long, long>(ItemDelegates.Same, Flow.Options(1024, 2));
        var even = new SinkTarget<long>(sink.Take);
        var odd = new SinkTarget<long>(sink.Take);
        block.LinkTo(even, Flow.Propagate, static item => item % 2 == 0);
        block.LinkTo(odd, Flow.Propagate, static item => item % 2 != 0);
        await Mesh.SendAllAsync(block, items);
        await Task.WhenAll(even.Completion, odd.Completion);
        sink.Verify("results", items);
    }

    private static async Task BuffersAsync(IVendor vendor, int items, Probe probe)
    {
        var sink = new OrderedSink();
        var buffer = new BufferBlock<long>(Flow.Options(1024, 1));
        IPropagatorBlock<long, long> block = vendor.Transform<long, long>(ItemDelegates.Same, Flow.Options(1024, 2));
        var batch = new BatchBlock<long>(Batch);
        var last = new ActionBlock<long[]>(
            results =>
            {
                foreach (long result in results)
                {
                    sink.Take(result);
                }
            },
            Flow.Options(1024, 1));
        buffer.LinkTo(block, Flow.Propagate);
        block.LinkTo(batch, Flow.Propagate);
        batch.LinkTo(last, Flow.Propagate);
        await Mesh.SendAllAsync(buffer, items);
        await last.Completion;
        sink.Verify("results", items);
    }

    private static Task SideBySideAsync(IVendor vendor, int items, Probe probe) =>
        Task.WhenAll(Enumerable.Range(0, Blocks).Select(_ => Task.Run(() => Flow.ThroughAsync(
            vendor.Transform<long, long>(ItemDelegates.Same, Flow.Options(64, 2)), items / Blocks))));
}
