using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Systems;

/// <summary>The block of this library that stands for <see cref="TransformBlock{TInput, TOutput}"/>, with Dataflow's action
/// block behind it.</summary>
internal sealed class OrderedTransform(string name, string title, ExecutionDataflowBlockOptions options) : ISystem
{
    public string Name => name;

    public string Title => title;

    public Task<int> RunAsync(Work work, OrderedSink sink, int items) =>
        Mesh.SendThroughAsync(new OrderedTransformBlock<long, long>(work.Transform, options), sink, items);
}
