using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Protocol;

/// <summary>Tells a target how its source has ended.</summary>
internal static class CompletionPropagation
{
    /// <summary>
    /// Faults the target with the source's exception, or completes it: also after a cancellation, as Dataflow does.
    /// </summary>
    /// <remarks>
    /// What the target throws goes to the pool as an unhandled exception: there is no one left to report it to, and the
    /// other targets are still to be told.
    /// </remarks>
    public static void Propagate(Task completion, IDataflowBlock target)
    {
        try
        {
            Tell(completion, target);
        }
#pragma warning disable CA1031 // see the remarks
        catch (Exception error)
#pragma warning restore CA1031
        {
            var captured = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(error);
            ThreadPool.UnsafeQueueUserWorkItem(static info => info.Throw(), captured, preferLocal: false);
        }
    }

    /// <summary>The same, for a caller that has somebody to report to: what the target throws comes out.</summary>
    public static void Tell(Task completion, IDataflowBlock target)
    {
        if (completion.IsFaulted)
        {
            target.Fault(completion.Exception!);
        }
        else
        {
            target.Complete();
        }
    }
}
