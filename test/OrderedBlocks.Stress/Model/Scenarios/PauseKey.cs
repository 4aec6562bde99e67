using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: two workers on two items of the same key, a target, and a thread that pauses the block and lets it go on. Allowed: both
/// items come out. Forbidden: what <see cref="KeyScenario"/> says; an item that a worker, being one too many, has put back and that
/// nobody starts.
/// </summary>
internal sealed class PauseKey() : KeyScenario(Items)
{
    private const int Items = 2;

    public override void Set(ModelRun run)
    {
        AddThread(run, "pauser", () =>
        {
            Block.DegreeOfParallelism = 0;
            Block.DegreeOfParallelism = 2;
        });
        CreateAndPost(run);
        Link();
    }

    public override void CheckEnd(ModelRun run)
    {
        base.CheckEnd(run);
        RequireSequence(run, Enumerable.Range(1, Items), Target.Items);
    }

    protected override void Work(int item)
    {
    }
}
