namespace OrderedBlocks.Tests.Differential;

/// <summary>Stands before a target, so that it sees the mutant as its source, and not the block inside.</summary>
internal sealed class MutantLink(MutantBlock source, ITargetBlock<int> target) : ITargetBlock<int>
{
    public Task Completion => target.Completion;

    public DataflowMessageStatus OfferMessage(
        DataflowMessageHeader messageHeader, int messageValue, ISourceBlock<int>? inner, bool consumeToAccept) =>
        target.OfferMessage(messageHeader, messageValue, source, consumeToAccept);

    public void Complete() => target.Complete();

    public void Fault(Exception exception) => target.Fault(exception);
}
