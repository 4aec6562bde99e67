namespace OrderedBlocks.Scheduling;

/// <summary>Runs the callbacks of a source's token.</summary>
internal sealed class TokenCancellation(CancellationTokenSource source) : IThreadPoolWorkItem
{
    public void Execute()
    {
        try
        {
            source.Cancel();
        }
        catch (AggregateException)
        {
            // What callbacks throw is the delegate's affair.
        }
    }
}
