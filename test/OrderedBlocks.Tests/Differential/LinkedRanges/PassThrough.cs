namespace OrderedBlocks.Tests.Differential.LinkedRanges;

/// <summary>
/// Stands in front of a block as source and target both, as a filtered link does, so that neither side sees the other.
/// </summary>
internal sealed class PassThrough(ISourceBlock<int> source, ITargetBlock<int> target) : ITargetBlock<int>, ISourceBlock<int>
{
    public Task Completion => throw new NotSupportedException("It only hands on.");

    public DataflowMessageStatus OfferMessage(
        DataflowMessageHeader messageHeader, int messageValue, ISourceBlock<int>? offering, bool consumeToAccept) =>
        target.OfferMessage(messageHeader, messageValue, offering is null ? null : this, consumeToAccept);

    public int ConsumeMessage(DataflowMessageHeader messageHeader, ITargetBlock<int> consumer, out bool messageConsumed) =>
        source.ConsumeMessage(messageHeader, this, out messageConsumed);

    public bool ReserveMessage(DataflowMessageHeader messageHeader, ITargetBlock<int> consumer) =>
        source.ReserveMessage(messageHeader, this);

    public void ReleaseReservation(DataflowMessageHeader messageHeader, ITargetBlock<int> consumer) =>
        source.ReleaseReservation(messageHeader, this);

    public void Complete() => target.Complete();

    public void Fault(Exception exception) => target.Fault(exception);

    public IDisposable LinkTo(ITargetBlock<int> other, DataflowLinkOptions linkOptions) =>
        throw new NotSupportedException("It is made as a link.");
}
