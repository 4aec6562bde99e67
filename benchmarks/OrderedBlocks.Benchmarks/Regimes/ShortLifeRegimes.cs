using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>Blocks that live for a few items or none: an "item" is a block or a mesh here.</summary>
internal static class ShortLifeRegimes
{
    private const int MeshItems = 10;

    private static readonly RegimeGroup s_group = new("short life", Limits.ShortLife);

    public static IEnumerable<Regime> All() =>
    [
        Life("mesh of ten items: build, run, complete; unbounded", -1, MeshesAsync),
        Life("mesh of ten items: build, run, complete; capacity 64", 64, MeshesAsync),
        Life("construct and collect, default options", -1, ConstructAsync),
        Life("construct and collect, capacity 64", 64, ConstructAsync),
        Life("construct, complete, await; default options", -1, CompleteAsync),
        Life("construct, complete, await; capacity 64", 64, CompleteAsync),
    ];

    private static Regime Life(string name, int capacity, Func<IVendor, ExecutionDataflowBlockOptions, int, Task> run) =>
        s_group.Both(name, (vendor, items, _) => run(vendor, Flow.Options(capacity, 1), items)) with
        {
            LeastItems = 200,
            FenceItems = 200,
        };

    private static async Task MeshesAsync(IVendor vendor, ExecutionDataflowBlockOptions options, int meshes)
    {
        for (int mesh = 0; mesh < meshes; mesh++)
        {
            var sink = new OrderedSink();
            IPropagatorBlock<long, long> block = vendor.Transform<long, long>(ItemDelegates.Same, options);
            await Mesh.SendThroughAsync(block, sink, MeshItems);
            sink.Verify("results", MeshItems);
        }
    }

    private static Task ConstructAsync(IVendor vendor, ExecutionDataflowBlockOptions options, int blocks)
    {
        for (int count = 0; count < blocks; count++)
        {
            vendor.Transform<long, long>(ItemDelegates.Same, options);
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Task.CompletedTask;
    }

    private static async Task CompleteAsync(IVendor vendor, ExecutionDataflowBlockOptions options, int blocks)
    {
        for (int count = 0; count < blocks; count++)
        {
            IPropagatorBlock<long, long> block = vendor.Transform<long, long>(ItemDelegates.Same, options);
            block.Complete();
            await block.Completion;
        }
    }
}
