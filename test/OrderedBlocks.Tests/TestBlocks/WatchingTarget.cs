namespace OrderedBlocks.Tests.TestBlocks;

/// <summary>Stands before the block under test, hands everything on, and writes down what was offered and answered.</summary>
public sealed class WatchingTarget(ITargetBlock<int> inner) : ITargetBlock<int>
{
    /// <summary>One entry an offer, written after the block has answered.</summary>
    public Log<(int Value, bool HasSource, bool ConsumeToAccept, DataflowMessageStatus Answer)> Offers { get; } = new();

    /// <inheritdoc/>
    public Task Completion => inner.Completion;

    /// <inheritdoc/>
    public DataflowMessageStatus OfferMessage(
        DataflowMessageHeader messageHeader, int messageValue, ISourceBlock<int>? source, bool consumeToAccept)
    {
        DataflowMessageStatus answer = inner.OfferMessage(messageHeader, messageValue, source, consumeToAccept);
        Offers.Add((messageValue, source is not null, consumeToAccept, answer));
        return answer;
    }

    /// <inheritdoc/>
    public void Complete() => inner.Complete();

    /// <inheritdoc/>
    public void Fault(Exception exception) => inner.Fault(exception);
}
