namespace OrderedBlocks.Tests.Conformance.Channels;

/// <summary>A synchronization context that runs what it gets on the pool, as itself.</summary>
internal sealed class MarkingContext : SynchronizationContext
{
    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state) => ThreadPool.QueueUserWorkItem(_ =>
    {
        SynchronizationContext? before = Current;
        SetSynchronizationContext(this);
        try
        {
            d(state);
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    });
}
