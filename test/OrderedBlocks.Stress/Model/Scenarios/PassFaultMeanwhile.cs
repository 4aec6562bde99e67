using System.Threading.Tasks.Dataflow;
using ModelChecking;
using OrderedBlocks.Completion;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: a worker of a block whose target takes one output and then declines for good; a link that passes the fault of a source that
/// has failed in order. Allowed: the block ends, faulted, whichever comes first. Forbidden: an end that never comes, since the last
/// output waits for a target.
/// </summary>
internal sealed class PassFaultMeanwhile : BlockScenario
{
    private readonly LeavingTarget _target = new(1);

    public override void Set(ModelRun run)
    {
        AddThread(run, "link", () => PassedFault.Pass(new InvalidOperationException("The source."), Block));
        Create(run, capacity: 2, workers: 1);
        Block.LinkTo(_target, new DataflowLinkOptions());
        Post(1);
        Post(2);
    }

    public override void CheckEnd(ModelRun run)
    {
        RequireBalance(run);
        RequireSequence(run, [1], _target.Items);
        RequireEnd(run, TaskStatus.Faulted);
        run.Require(Block.Statistics.DroppedByFault == 1, $"{Block.Statistics}");
    }
}
