using System.Threading.Tasks.Dataflow;
using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: two workers of a block whose target takes one output and then declines for good, or is linked meanwhile and takes none; a
/// sender that waits for room; perhaps a thread that completes the block. Allowed: the block ends, faulted or as a success, whichever
/// it is told; the sender hears; what has not come out is counted as dropped. Forbidden: an end that never comes, a sender that waits
/// for ever.
/// </summary>
internal sealed class TargetsGone(bool faults, bool linksMeanwhile, bool completes) : BlockScenario
{
    private readonly Sender _sender = new(4);
    private readonly LeavingTarget _target = new(linksMeanwhile ? 0 : 1);

    public override void Set(ModelRun run)
    {
        int items = linksMeanwhile ? 1 : 2;
        if (linksMeanwhile)
        {
            AddThread(run, "linker", LinkLeaving);
        }
        else
        {
            AddThread(run, "sender", () => _sender.Send(Block));
        }

        if (completes)
        {
            AddThread(run, "closer", () => Block.Complete());
        }

        Create(
            run,
            capacity: items,
            workers: items,
            options: new OrderedBlockOptions { TargetsGoneMode = faults ? TargetsGoneMode.Fault : TargetsGoneMode.Complete });
        if (!linksMeanwhile)
        {
            LinkLeaving();
        }

        for (int item = 1; item <= items; item++)
        {
            Post(item);
        }

        if (linksMeanwhile)
        {
            // It is full: this one waits.
            _sender.Send(Block);
        }
    }

    public override void CheckEnd(ModelRun run)
    {
        RequireBalance(run);
        run.Require(_sender.IsAccepted is not null, "The sender waits for ever.");
        RequireSequence(run, linksMeanwhile ? [] : [1], _target.Items);
        RequireEnd(run, faults ? TaskStatus.Faulted : TaskStatus.RanToCompletion);
        OrderedBlockStatistics end = Block.Statistics;
        long dropped = end.Admitted - _target.Items.Count;
        run.Require((faults ? end.DroppedByFault : end.DroppedWithoutTargets) == dropped, $"{end}");
    }

    private void LinkLeaving() => Block.LinkTo(_target, new DataflowLinkOptions());
}
