using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Latency;

/// <summary>What Dataflow has for the same: two blocks, one after the other.</summary>
internal sealed class ChainSubject(ExecutionDataflowBlockOptions options) : ILatencySubject
{
    public string Name => "TransformBlock, ActionBlock";

    public (ITargetBlock<long> Target, Task Completion) Create(Func<long, long> transform, Action<long> deliver)
    {
        var block = new TransformBlock<long, long>(transform, options);
        var last = new ActionBlock<long>(deliver, new ExecutionDataflowBlockOptions { BoundedCapacity = Mesh.Capacity });
        block.LinkTo(last, new DataflowLinkOptions { PropagateCompletion = true });
        return (block, last.Completion);
    }
}
