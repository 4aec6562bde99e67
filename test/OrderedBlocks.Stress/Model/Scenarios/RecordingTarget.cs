using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Scenarios;

/// <summary>A target that accepts everything, and notes it. It is called under the block's output lock.</summary>
internal sealed class RecordingTarget : ITargetBlock<int>
{
    private int _ends;

    public List<int> Items { get; } = [];

    /// <summary>What it does before it takes an item.</summary>
    public Action<int>? OnOffered { get; set; }

    /// <summary>How often it was told of the end.</summary>
    public int Ends => Volatile.Read(ref _ends);

    public Task Completion => Task.CompletedTask;

    public void Complete() => Interlocked.Increment(ref _ends);

    public void Fault(Exception exception) => Interlocked.Increment(ref _ends);

    DataflowMessageStatus ITargetBlock<int>.OfferMessage(
        DataflowMessageHeader messageHeader, int messageValue, ISourceBlock<int>? source, bool consumeToAccept)
    {
        OnOffered?.Invoke(messageValue);
        Items.Add(messageValue);
        return DataflowMessageStatus.Accepted;
    }
}
