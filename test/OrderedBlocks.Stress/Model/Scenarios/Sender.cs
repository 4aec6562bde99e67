using System.Threading.Tasks.Dataflow;
using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// One message that waits for room without a thread, as that of a pending SendAsync does; or that is gone when it is fetched.
/// </summary>
internal sealed class Sender(int item, bool isGone = false, bool mustBeFetched = false) : ISourceBlock<int>
{
    // Touched at each call, so that the state's hash knows who called when.
    private readonly Cell _calls = ModelRun.CreateCell(0);

    public int Item => item;

    /// <summary>What has become of it: null while it waits.</summary>
    public bool? IsAccepted { get; private set; }

    public Task Completion => Task.CompletedTask;

    public void Send(ITargetBlock<int> target)
    {
        DataflowMessageStatus status =
            target.OfferMessage(new DataflowMessageHeader(1), item, this, consumeToAccept: isGone || mustBeFetched);
        if (status != DataflowMessageStatus.Postponed)
        {
            Touch();
            IsAccepted = status == DataflowMessageStatus.Accepted;
        }
    }

    public int ConsumeMessage(DataflowMessageHeader messageHeader, ITargetBlock<int> target, out bool messageConsumed)
    {
        Touch();
        messageConsumed = IsAccepted is null && !isGone;
        IsAccepted = messageConsumed;
        return item;
    }

    public bool ReserveMessage(DataflowMessageHeader messageHeader, ITargetBlock<int> target)
    {
        Touch();
        return IsAccepted is null;
    }

    public void ReleaseReservation(DataflowMessageHeader messageHeader, ITargetBlock<int> target)
    {
        Touch();
        IsAccepted = false;
    }

    public IDisposable LinkTo(ITargetBlock<int> target, DataflowLinkOptions linkOptions) => throw new NotSupportedException();

    public void Complete() => throw new NotSupportedException();

    public void Fault(Exception exception) => throw new NotSupportedException();

    private void Touch() => ModelRun.Current.Exchange(_calls, ModelRun.Version);
}
