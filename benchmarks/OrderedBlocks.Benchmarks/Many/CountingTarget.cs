using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Benchmarks.Many;

/// <summary>Takes everything, and says when so many have come.</summary>
internal sealed class CountingTarget(long expected) : ITargetBlock<int>
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _left = expected;

    public Task Done => _done.Task;

    public Task Completion => Task.CompletedTask;

    public void Complete()
    {
        // Nothing to do.
    }

    public void Fault(Exception exception) => _done.TrySetException(exception);

    public DataflowMessageStatus OfferMessage(
        DataflowMessageHeader messageHeader, int messageValue, ISourceBlock<int>? source, bool consumeToAccept)
    {
        if (--_left == 0)
        {
            _done.SetResult();
        }

        return DataflowMessageStatus.Accepted;
    }
}
