using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Benchmarks.Support;

/// <summary>
/// The least that a target can do: it takes what it is offered and hands it to an action on the spot. So what is measured in
/// front of it is the block alone.
/// </summary>
internal sealed class SinkTarget<T>(Action<T> take) : ITargetBlock<T>
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Completion => _completion.Task;

    public DataflowMessageStatus OfferMessage(
        DataflowMessageHeader messageHeader, T messageValue, ISourceBlock<T>? source, bool consumeToAccept)
    {
        if (consumeToAccept)
        {
            T? value = source!.ConsumeMessage(messageHeader, this, out bool consumed);
            if (!consumed)
            {
                return DataflowMessageStatus.NotAvailable;
            }

            messageValue = value!;
        }

        take(messageValue);
        return DataflowMessageStatus.Accepted;
    }

    public void Complete() => _completion.TrySetResult();

    public void Fault(Exception exception) => _completion.TrySetException(exception);
}
