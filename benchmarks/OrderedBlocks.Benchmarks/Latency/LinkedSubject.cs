using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Latency;

/// <summary>A transforming block linked to a target that takes its outputs on the spot.</summary>
internal sealed class LinkedSubject(BlockKind kind, ExecutionDataflowBlockOptions options) : ILatencySubject
{
    public string Name => kind.Name + ", linked";

    public (ITargetBlock<long> Target, Task Completion) Create(Func<long, long> transform, Action<long> deliver)
    {
        IPropagatorBlock<long, long> block = kind.Create(transform, options);
        var target = new SinkTarget<long>(deliver);
        block.LinkTo(target, new DataflowLinkOptions { PropagateCompletion = true });
        return (block, target.Completion);
    }
}
