using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Completion;

/// <summary>Tells a target how its source has ended.</summary>
internal static class CompletionPropagation
{
    /// <summary>
    /// What a link does: completes the target, also after a cancellation, or faults it with the source's exception. What the target
    /// throws comes out.
    /// </summary>
    /// <param name="completion">How the source has ended.</param>
    /// <param name="isInOrder">Whether the source has handed on all that came before its failure. A target of this library then works
    /// on what it has been given before it faults.</param>
    /// <param name="target">The target that is told.</param>
    public static void Propagate(Task completion, bool isInOrder, IDataflowBlock target)
    {
        if (completion.IsFaulted && isInOrder)
        {
            PassedFault.Pass(completion.Exception!, target);
        }
        else
        {
            Pass(completion, target);
        }
    }

    /// <summary>The same where no caller is left to report to, and other targets are still to be told.</summary>
    /// <remarks>What the target throws goes to the pool as an unhandled exception, as in Dataflow.</remarks>
    public static void PropagateUnheard(Task completion, bool isInOrder, IDataflowBlock target)
    {
        try
        {
            Propagate(completion, isInOrder, target);
        }
        catch (Exception error)
        {
            var captured = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(error);
            ThreadPool.UnsafeQueueUserWorkItem(static info => info.Throw(), captured, preferLocal: false);
        }
    }

    /// <summary>Completes the target, or faults it at once. What the target throws comes out.</summary>
    public static void Pass(Task completion, IDataflowBlock target)
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
