using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Faults;

/// <summary>A target that takes everything.</summary>
internal sealed class GoodTarget(FaultWorld world) : ITargetBlock<Tagged>
{
    public Task Completion => throw new NotSupportedException();

    public DataflowMessageStatus OfferMessage(
        DataflowMessageHeader messageHeader,
        Tagged messageValue,
        ISourceBlock<Tagged>? source,
        bool consumeToAccept)
    {
        world.Recorder.Add(messageValue);
        return DataflowMessageStatus.Accepted;
    }

    public void Complete()
    {
    }

    public void Fault(Exception exception)
    {
    }
}
