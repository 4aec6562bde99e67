using OrderedBlocks.Benchmarks.Contests;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Keys;

/// <summary>The same items with and without a key, and the usual work-around.</summary>
internal static class KeyContests
{
    private const long Keys = 1000;

    // Half of the items have this one key, the other half has a thousand.
    private static readonly Func<long, long> s_half = static item => (item & 1) == 0 ? -1 : (item >> 1) % Keys;

    private static readonly Func<long, long> s_thousand = static item => item % Keys;

    public static IReadOnlyList<Contestant> All(Work work, int items) =>
    [
        Ordered("no key", Mesh.Options, work, items),
        Ordered("no key, strict", new OrderedBlockOptions { StrictStartOrder = true }, work, items),
        Ordered("1,000 keys", Keyed(s_thousand), work, items),
        Ordered("half has one key", Keyed(s_half), work, items),
        Ordered("one key", Keyed(static _ => 0), work, items),
        new("1,000 keys, hashed blocks", items, () => HashedBlocks.RunAsync(work.Transform, s_thousand, items)),
        new("half has one key, hashed blocks", items, () => HashedBlocks.RunAsync(work.Transform, s_half, items)),
    ];

    private static OrderedBlockOptions<long, long> Keyed(Func<long, long> selector) => new() { KeySelector = selector };

    private static Contestant Ordered(
        string name, System.Threading.Tasks.Dataflow.ExecutionDataflowBlockOptions options, Work work, int items)
    {
        options.BoundedCapacity = Mesh.Capacity;
        options.MaxDegreeOfParallelism = Mesh.Parallelism;
        return new Contestant(name, items, () => Traffic.OneProducerAsync(
            name, new OrderedTransformBlock<long, long>(work.Transform, options), items));
    }
}
