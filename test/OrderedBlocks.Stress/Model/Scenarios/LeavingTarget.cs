using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Scenarios;

/// <summary>A target that takes so many outputs, and then declines for good.</summary>
internal sealed class LeavingTarget(int most) : ITargetBlock<int>
{
    public List<int> Items { get; } = [];

    public Task Completion => Task.CompletedTask;

    public void Complete()
    {
    }

    public void Fault(Exception exception)
    {
    }

    DataflowMessageStatus ITargetBlock<int>.OfferMessage(
        DataflowMessageHeader messageHeader, int messageValue, ISourceBlock<int>? source, bool consumeToAccept)
    {
        if (Items.Count == most)
        {
            return DataflowMessageStatus.DecliningPermanently;
        }

        Items.Add(messageValue);
        return DataflowMessageStatus.Accepted;
    }
}
