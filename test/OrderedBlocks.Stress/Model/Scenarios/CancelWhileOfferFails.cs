using System.Threading.Tasks.Dataflow;
using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: a worker of a block whose target throws when it is offered the output; a thread that cancels the block meanwhile. Allowed: the
/// block ends with the target's exception if the output was offered, else as canceled. Forbidden: an end that never comes, or one
/// without the exception.
/// </summary>
internal sealed class CancelWhileOfferFails : BlockScenario
{
    private readonly ThrowingTarget _target = new();

    public override void Set(ModelRun run)
    {
        var cancellation = new CancellationTokenSource();
        AddThread(run, "canceller", cancellation.Cancel);
        Create(run, capacity: 1, workers: 1, extraThreads: 1, token: cancellation.Token);
        Block.LinkTo(_target, new DataflowLinkOptions());
        Post(1);
    }

    public override void CheckEnd(ModelRun run)
    {
        RequireBalance(run);
        RequireEnd(run, _target.HasThrown ? TaskStatus.Faulted : TaskStatus.Canceled);
    }

    private sealed class ThrowingTarget : ITargetBlock<int>
    {
        public bool HasThrown { get; private set; }

        public Task Completion => Task.CompletedTask;

        public void Complete()
        {
        }

        public void Fault(Exception exception)
        {
        }

        DataflowMessageStatus ITargetBlock<int>.OfferMessage(
            DataflowMessageHeader messageHeader, int messageValue, ISourceBlock<int>? source, bool consumeToAccept)
        {
            HasThrown = true;
            throw new InvalidOperationException("The target.");
        }
    }
}
