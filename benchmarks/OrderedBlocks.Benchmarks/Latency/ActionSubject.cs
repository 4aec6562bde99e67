using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Latency;

/// <summary>The block that consumes its results itself.</summary>
internal sealed class ActionSubject : ILatencySubject
{
    public string Name => "OrderedActionBlock";

    public (ITargetBlock<long> Target, Task Completion) Create(Func<long, long> transform, Action<long> deliver)
    {
        var block = new OrderedActionBlock<long, long>(transform, deliver, Mesh.Options);
        return (block, block.Completion);
    }
}
