using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: two workers on two items of the same key, and a thread that faults the block; the first item, once it is in work, ends when
/// the other one is dropped. Allowed: nothing comes out, the block ends. Forbidden: an item that is parked
/// in a block that is abandoned, and stays there.
/// </summary>
internal sealed class AbandonKey() : KeyScenario(Items)
{
    private const int Items = 2;

    public override void Set(ModelRun run)
    {
        AddThread(run, "faulter", () => Block.Fault(new InvalidOperationException()));
        CreateAndPost(run);
    }

    public override void CheckEnd(ModelRun run)
    {
        base.CheckEnd(run);
        RequireEnd(run, TaskStatus.Faulted);
        run.Require(Block.Statistics.DroppedByFault == Items, $"{Block.Statistics}");
    }

    protected override void Work(int item) =>
        ModelRun.Current.WaitUntil(() => Block.Core.Losses[LossReason.Fault] > 0);
}
