using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Scenarios;

/// <summary>A target for failures: takes so many, notes their positions, and then declines for good, or puts off all others.</summary>
internal sealed class FailureTarget(List<long> received, int most = int.MaxValue, bool leaves = true) : ITargetBlock<ItemFailure<int>>
{
    private int _taken;

    public Task Completion => Task.CompletedTask;

    public void Complete()
    {
    }

    public void Fault(Exception exception)
    {
    }

    DataflowMessageStatus ITargetBlock<ItemFailure<int>>.OfferMessage(
        DataflowMessageHeader messageHeader,
        ItemFailure<int> messageValue,
        ISourceBlock<ItemFailure<int>>? source,
        bool consumeToAccept)
    {
        if (_taken == most)
        {
            return leaves ? DataflowMessageStatus.DecliningPermanently : DataflowMessageStatus.Postponed;
        }

        _taken++;
        received.Add(messageValue.Position);
        return DataflowMessageStatus.Accepted;
    }
}
