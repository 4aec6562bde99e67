using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Scenarios;

/// <summary>A target that accepts everything, and notes it. It is called under the block's output lock.</summary>
internal sealed class RecordingTarget : ITargetBlock<int>
{
    public List<int> Items { get; } = [];

    /// <summary>How often it was told of the end.</summary>
    public int Ends { get; private set; }

    public Task Completion => Task.CompletedTask;

    public void Complete() => Ends++;

    public void Fault(Exception exception) => Ends++;

    DataflowMessageStatus ITargetBlock<int>.OfferMessage(
        DataflowMessageHeader messageHeader, int messageValue, ISourceBlock<int>? source, bool consumeToAccept)
    {
        Items.Add(messageValue);
        return DataflowMessageStatus.Accepted;
    }
}
