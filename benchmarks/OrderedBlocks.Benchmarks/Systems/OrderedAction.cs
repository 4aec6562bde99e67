using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Systems;

/// <summary>The block of this library that produces in parallel and consumes in order itself.</summary>
internal sealed class OrderedAction(string name, string title, ExecutionDataflowBlockOptions options) : ISystem
{
    public string Name => name;

    public string Title => title;

    public async Task<int> RunAsync(Work work, OrderedSink sink, int items)
    {
        var block = new OrderedActionBlock<long, long>(work.Transform, sink.Take, options);
        int waits = await Mesh.SendAllAsync(block, items);
        await block.Completion;
        return waits;
    }
}
