namespace OrderedBlocks.Tests.Differential;

/// <summary>Blocks that get their end wrong.</summary>
internal static class EndMutants
{
    /// <summary>Completes where it should fault.</summary>
    internal sealed class SwallowsFaults(DelegateRequest request) : MutantBlock(request)
    {
        public override void Fault(Exception exception) => Complete();
    }

    /// <summary>Wraps what the delegate threw once more, under another message.</summary>
    internal sealed class ReportsAnotherException(DelegateRequest request) : MutantBlock(request)
    {
        private Task? _completion;

        public override Task Completion => _completion ??= base.Completion.ContinueWith(
            ended => ended.IsFaulted ? throw new ProgramException("something went wrong")
                : ended.IsCanceled ? Task.FromCanceled(new CancellationToken(true))
                : Task.CompletedTask,
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).Unwrap();
    }

    /// <summary>Ends well when it was canceled.</summary>
    internal sealed class EndsWellWhenCanceled(DelegateRequest request) : MutantBlock(request)
    {
        private Task? _completion;

        public override Task Completion => _completion ??= base.Completion.ContinueWith(
            ended => ended.IsCanceled ? Task.CompletedTask : ended,
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).Unwrap();
    }

    /// <summary>Drops the queue when it completes.</summary>
    internal sealed class CompleteDropsTheQueue(DelegateRequest request) : MutantBlock(request)
    {
        public override void Complete()
        {
            base.Complete();
            base.Fault(new ProgramException("drop the queue"));
        }
    }
}
