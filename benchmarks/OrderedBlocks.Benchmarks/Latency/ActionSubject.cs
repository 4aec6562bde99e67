using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Benchmarks.Latency;

/// <summary>The block that consumes its results itself.</summary>
internal sealed class ActionSubject(ExecutionDataflowBlockOptions options) : ILatencySubject
{
    public string Name => "OrderedActionBlock";

    public (ITargetBlock<long> Target, Task Completion) Create(Func<long, long> transform, Action<long> deliver)
    {
        var block = new OrderedActionBlock<long, long>(transform, deliver, options);
        return (block, block.Completion);
    }
}
