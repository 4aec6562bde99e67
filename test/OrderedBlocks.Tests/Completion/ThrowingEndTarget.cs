namespace OrderedBlocks.Tests.Completion;

/// <summary>A target that takes everything and throws when it is told of its source's end.</summary>
internal sealed class ThrowingEndTarget<T>(Exception error) : ITargetBlock<T>
{
    /// <inheritdoc/>
    public Task Completion => throw new NotSupportedException("This target has no completion.");

    /// <inheritdoc/>
    public DataflowMessageStatus OfferMessage(
        DataflowMessageHeader messageHeader, T messageValue, ISourceBlock<T>? source, bool consumeToAccept) =>
        DataflowMessageStatus.Accepted;

    /// <inheritdoc/>
    public void Complete() => throw error;

    /// <inheritdoc/>
    public void Fault(Exception exception) => throw error;
}
