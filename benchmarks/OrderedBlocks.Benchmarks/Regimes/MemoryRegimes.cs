using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>How much memory a block holds: an "item" is a block here.</summary>
internal static class MemoryRegimes
{
    private const int Blocks = 100;
    private const int Burst = 1000;

    // longer than the second after which an empty block gives back what it does not need
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(1.5);

    private static readonly RegimeGroup s_group = new("memory of a block", Limits.Memory);

    private static readonly int[] s_capacities = [-1, 1, 16, 64, 1024, 100_000];

    public static IEnumerable<Regime> All() =>
    [
        .. s_capacities.Select(static capacity => Held("idle", capacity, 0, TimeSpan.Zero)),
        .. s_capacities.Select(static capacity => Held("after one item", capacity, 1, TimeSpan.Zero)),
        Held("a second after 1,000 items", -1, Burst, s_rest),
        Held("a second after 1,000 items", 1024, Burst, s_rest),
        Held("a second after 1,000 items", 100_000, Burst, s_rest),
    ];

    private static Regime Held(string name, int capacity, int used, TimeSpan rest) => s_group.Both(
        $"{name}, {(capacity < 0 ? "unbounded" : $"capacity {capacity}")}",
        (vendor, blocks, probe) => HoldAsync(vendor, capacity, blocks, used, rest, probe)) with
    {
        LeastItems = Blocks,
        FenceItems = 0,
    };

    private static async Task HoldAsync(IVendor vendor, int capacity, int blocks, int used, TimeSpan rest, Probe probe)
    {
        var held = new IPropagatorBlock<long, long>[blocks];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int index = 0; index < blocks; index++)
        {
            held[index] = vendor.Transform<long, long>(ItemDelegates.Same, Flow.Options(capacity, 1));
        }

        if (used > 0)
        {
            await Task.WhenAll(held.Select(block => Task.Run(() => UseAsync(block, used))));
        }

        await Task.Delay(rest);
        probe.NoteBytes((double)(GC.GetTotalMemory(forceFullCollection: true) - before) / blocks);
        foreach (IPropagatorBlock<long, long> block in held)
        {
            block.Complete();
            await block.Completion;
        }
    }

    private static async Task UseAsync(IPropagatorBlock<long, long> block, int items)
    {
        for (int item = 0; item < items; item++)
        {
            await block.SendAsync(item);
        }

        for (int item = 0; item < items; item++)
        {
            if (await block.ReceiveAsync() != item)
            {
                throw new MeasurementException($"Result {item} is wrong.");
            }
        }
    }
}
