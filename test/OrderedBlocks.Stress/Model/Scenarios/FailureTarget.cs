using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Scenarios;

/// <summary>A target for failures: takes so many, notes their positions, and then declines for good, or puts off all others.</summary>
internal sealed class FailureTarget(List<long> received, int most = int.MaxValue, bool leaves = true) : ITargetBlock<ItemFailure<int>>
{
    private int _taken;
    private DataflowMessageHeader _putOff;

    /// <summary>Whether it has put one off.</summary>
    public bool HasPutOff => _putOff.IsValid;

    public Task Completion => Task.CompletedTask;

    /// <summary>Takes the one that it has put off last, if that is still there.</summary>
    public void TakePutOff(ISourceBlock<ItemFailure<int>> source)
    {
        ItemFailure<int>? failure = source.ConsumeMessage(_putOff, this, out bool isTaken);
        if (isTaken)
        {
            received.Add(failure!.Position);
        }
    }

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
            _putOff = leaves ? default : messageHeader;
            return leaves ? DataflowMessageStatus.DecliningPermanently : DataflowMessageStatus.Postponed;
        }

        _taken++;
        received.Add(messageValue.Position);
        return DataflowMessageStatus.Accepted;
    }
}
