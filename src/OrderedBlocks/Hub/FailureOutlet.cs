using OrderedBlocks.Scheduling;

namespace OrderedBlocks.Hub;

/// <summary>Makes the source of a block's failed items.</summary>
internal static class FailureOutlet
{
    /// <summary>For a block that goes on without them. The block ends it.</summary>
    public static FailureQueue<TInput, ItemFailure<TInput>> Create<TInput, TOutput>(
        BlockCore<TInput, TOutput> core,
        long capacity) =>
        new(capacity, core.Scheduler, ItemFailure<TInput>.Create, error => core.FaultByItself([error]));

    /// <summary>For a block that has no use for it. Ends with the block.</summary>
    public static FailureQueue<TInput, ItemFailure<TInput>> CreateIdle<TInput, TOutput>(BlockCore<TInput, TOutput> core)
    {
        FailureQueue<TInput, ItemFailure<TInput>> failures = Create(core, capacity: 1);
        using (NoFlow.Begin())
        {
            core.Completion.ContinueWith(
                static (_, port) => ((FailureQueue<TInput, ItemFailure<TInput>>)port!).Complete(),
                failures,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.DenyChildAttach,
                TaskScheduler.Default);
        }

        return failures;
    }
}
