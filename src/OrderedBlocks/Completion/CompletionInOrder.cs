using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Completion;

/// <summary>Completes a target, once, when its source has ended, and tells how the source has ended.</summary>
internal static class CompletionInOrder
{
    /// <summary>Begins to wait. If the source has ended already the target is told in this call.</summary>
    /// <returns>Ends as the source has, when the target was told; with the target's exception besides if it threw.</returns>
    public static Task Start(Task completion, IDataflowBlock target)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        completion.ContinueWith(
            ended => Pass(ended, target, told),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.DenyChildAttach,
            TaskScheduler.Default);
        return told.Task;
    }

    private static void Pass(Task completion, IDataflowBlock target, TaskCompletionSource told)
    {
        Exception? thrown = null;
        try
        {
            target.Complete();
        }
        catch (Exception error)
        {
            // Whatever it is, the task reports it.
            thrown = error;
        }

        if (thrown is null)
        {
            told.SetFromTask(completion);
        }
        else
        {
            told.SetException([.. completion.Exception?.InnerExceptions ?? [], thrown]);
        }

        // The task need not be awaited.
        _ = told.Task.Exception;
    }
}
