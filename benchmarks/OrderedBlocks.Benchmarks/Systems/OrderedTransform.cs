using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Systems;

/// <summary>The block of this library as it comes, with Dataflow's block behind it.</summary>
internal sealed class OrderedTransform : ISystem
{
    public string Name => "ordered-transform";

    public string Title => "OrderedTransformBlock, ActionBlock";

    public Task<int> RunAsync(Work work, OrderedSink sink, int items) =>
        Mesh.SendThroughAsync(new OrderedTransformBlock<long, long>(work.Transform, Mesh.Options), sink, items);
}
