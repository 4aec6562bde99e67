namespace OrderedBlocks.Tests.Control;

/// <summary>A target that throws when it is offered something.</summary>
internal sealed class ThrowingTarget<T>(Exception error) : ITargetBlock<T>
{
    /// <inheritdoc/>
    public Task Completion => throw new NotSupportedException("This target has no completion.");

    /// <inheritdoc/>
    public DataflowMessageStatus OfferMessage(
        DataflowMessageHeader messageHeader, T messageValue, ISourceBlock<T>? source, bool consumeToAccept) => throw error;

    /// <inheritdoc/>
    public void Complete()
    {
    }

    /// <inheritdoc/>
    public void Fault(Exception exception)
    {
    }
}
