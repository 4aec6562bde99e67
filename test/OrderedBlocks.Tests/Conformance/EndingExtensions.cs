namespace OrderedBlocks.Tests.Conformance;

/// <summary>Ends blocks.</summary>
public static class EndingExtensions
{
    /// <summary>Ends the block in this way.</summary>
    public static void End(
        this IDataflowBlock block, Ending ending, CancellationTokenSource cancellation, Exception? fault = null)
    {
        switch (ending)
        {
            case Ending.Complete:
                block.Complete();
                break;
            case Ending.Fault:
                block.Fault(fault ?? new InvalidOperationException("Faulted from outside."));
                break;
            default:
                cancellation.Cancel();
                break;
        }
    }
}
