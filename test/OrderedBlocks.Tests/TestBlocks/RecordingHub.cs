using OrderedBlocks.Completion;
using OrderedBlocks.Ring;

namespace OrderedBlocks.Tests.TestBlocks;

/// <summary>The hub of an input side that is tested alone: counts the ends, and expects no failure.</summary>
internal sealed class RecordingHub : IBlockHub
{
    public int Ends { get; set; }

    public void OnAdmitted()
    {
    }

    public bool TryHelp() => false;

    public void OnFetched()
    {
    }

    public void OnReservationCanceled() => Assert.Fail("No reservation is canceled.");

    public void OnLastSenderGone() => Ends++;

    public void OnError(Exception error) => Assert.Fail(error.ToString());

    void IBlockHub.OnRoom(ReleaseMode mode) => throw new NotSupportedException();

    void IBlockHub.OnFailed(Position position, IReadOnlyList<Exception> errors) => throw new NotSupportedException();

    void IBlockHub.OnWorkerAdded() => throw new NotSupportedException();

    void IBlockHub.OnWorkerStarted(int number) => throw new NotSupportedException();

    void IBlockHub.OnIdle() => throw new NotSupportedException();

    void IBlockHub.OnWorkerRetired(int number) => throw new NotSupportedException();

    void IOutputHub.OnReleased(ReleaseMode mode) => throw new NotSupportedException();

    void IOutputHub.OnTakenFromOutside() => throw new NotSupportedException();

    void IOutputHub.OnSendersDeferred() => throw new NotSupportedException();

    void IOutputHub.OnDropped(LossReason reason, long count) => throw new NotSupportedException();

    void IOutputHub.OnHeadFailed(Position position, IReadOnlyList<Exception> errors) => throw new NotSupportedException();

    void IOutputHub.OnTruncationReached() => throw new NotSupportedException();

    void IOutputHub.OnLinksGone(Refusal? refusal) => throw new NotSupportedException();

    void IOutputHub.OnFinished() => throw new NotSupportedException();
}
