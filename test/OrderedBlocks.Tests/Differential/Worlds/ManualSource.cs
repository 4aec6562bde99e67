namespace OrderedBlocks.Tests.Differential;

/// <summary>A source made by hand that offers one message, and notes whether it is consumed.</summary>
/// <param name="item">The message.</param>
/// <param name="gone">Whether the message is gone when somebody comes for it.</param>
internal sealed class ManualSource(int item, bool gone) : ISourceBlock<int>
{
    private ITargetBlock<int>? _reservedFor;

    /// <summary>How often the message was handed over: never more than once.</summary>
    public int Consumed { get; private set; }

    public Task Completion => throw new NotSupportedException("nobody needs it");

    public DataflowMessageStatus OfferTo(ITargetBlock<int> target, bool consumeToAccept) =>
        target.OfferMessage(new DataflowMessageHeader(1), item, this, consumeToAccept);

    public int ConsumeMessage(DataflowMessageHeader messageHeader, ITargetBlock<int> target, out bool messageConsumed)
    {
        messageConsumed = !gone && Consumed == 0 && (_reservedFor is null || _reservedFor == target);
        if (messageConsumed)
        {
            Consumed++;
            _reservedFor = null;
        }
        return messageConsumed ? item : 0;
    }

    public bool ReserveMessage(DataflowMessageHeader messageHeader, ITargetBlock<int> target)
    {
        if (gone || Consumed > 0 || _reservedFor is not null)
        {
            return false;
        }
        _reservedFor = target;
        return true;
    }

    public void ReleaseReservation(DataflowMessageHeader messageHeader, ITargetBlock<int> target) => _reservedFor = null;

    public IDisposable LinkTo(ITargetBlock<int> target, DataflowLinkOptions linkOptions) =>
        throw new NotSupportedException("it offers by hand");

    public void Complete()
    {
    }

    public void Fault(Exception exception)
    {
    }

    public override string ToString() => $"{item}{(gone ? " gone" : "")} consumed {Consumed}";
}
