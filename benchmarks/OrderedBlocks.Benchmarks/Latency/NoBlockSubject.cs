using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Latency;

/// <summary>
/// No block and no work: an item is there as soon as it is sent. What shows as latency here is the machine's, and is in all
/// other rows, too.
/// </summary>
internal sealed class NoBlockSubject : ILatencySubject
{
    public string Name => "no block, no work";

    public (ITargetBlock<long> Target, Task Completion) Create(Func<long, long> transform, Action<long> deliver)
    {
        var target = new SinkTarget<long>(deliver);
        return (target, target.Completion);
    }
}
