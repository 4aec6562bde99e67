using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Systems;

/// <summary>Dataflow's own ordered block, with its action block behind it.</summary>
internal sealed class DataflowTransform : ISystem
{
    public string Name => "transform";

    public string Title => "TransformBlock, ActionBlock";

    public Task<int> RunAsync(Work work, OrderedSink sink, int items) =>
        Mesh.SendThroughAsync(new TransformBlock<long, long>(work.Transform, Mesh.Options), sink, items);
}
