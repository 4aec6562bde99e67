using OrderedBlocks.Tests.Conformance;

namespace OrderedBlocks.Tests.Completion;

/// <summary>
/// A source without messages that ends when it is told, on the thread that tells it, as a block of somebody else's may. What
/// waits for it has run when the call returns.
/// </summary>
internal sealed class EndingBlock : IDataflowBlock
{
    private readonly TaskCompletionSource _completion = new();

    public Task Completion => _completion.Task;

    public void Complete() => _completion.TrySetResult();

    public void Fault(Exception exception) => _completion.TrySetException(exception);

    public void End(Ending ending, Exception fault)
    {
        switch (ending)
        {
            case Ending.Complete:
                Complete();
                break;
            case Ending.Fault:
                Fault(fault);
                break;
            default:
                _completion.TrySetCanceled();
                break;
        }
    }
}
