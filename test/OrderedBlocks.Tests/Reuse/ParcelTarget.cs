namespace OrderedBlocks.Tests.Reuse;

/// <summary>A target that decides about every parcel on the spot.</summary>
internal sealed class ParcelTarget(Func<Parcel, DataflowMessageStatus> answer) : ITargetBlock<Parcel>
{
    public Task Completion => throw new NotSupportedException("This target has no completion.");

    public DataflowMessageStatus OfferMessage(
        DataflowMessageHeader messageHeader, Parcel messageValue, ISourceBlock<Parcel>? source, bool consumeToAccept) =>
        answer(messageValue);

    public void Complete()
    {
    }

    public void Fault(Exception exception)
    {
    }
}
