namespace OrderedBlocks.Tests.Differential;

/// <summary>
/// Linked behind another target, it tells when a source has propagated its end to that one. It takes nothing.
/// </summary>
internal sealed class PropagationProbe : ITargetBlock<int>
{
    private volatile bool _isTold;

    /// <summary>Whether the end has come through.</summary>
    public bool IsTold => _isTold;

    public Task Completion => Task.CompletedTask;

    public void Complete() => _isTold = true;

    public void Fault(Exception exception) => _isTold = true;

    public DataflowMessageStatus OfferMessage(
        DataflowMessageHeader messageHeader, int messageValue, ISourceBlock<int>? source, bool consumeToAccept) =>
        DataflowMessageStatus.Declined;
}
