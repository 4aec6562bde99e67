using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: two workers on two items of the same key, a target, and a thread that pauses the block and lets it go on, or faults it in
/// the pause. Allowed: both items come out, or the block ends. Forbidden: what <see cref="KeyScenario"/> says; an item that a worker,
/// being one too many, has put back and that nobody starts, or drops.
/// </summary>
internal sealed class PauseKey(bool faults = false) : KeyScenario(Items)
{
    private const int Items = 2;

    public override void Set(ModelRun run)
    {
        AddThread(run, "pauser", () =>
        {
            Block.DegreeOfParallelism = 0;
            if (faults)
            {
                Block.Fault(new InvalidOperationException());
            }
            else
            {
                Block.DegreeOfParallelism = 2;
            }
        });
        CreateAndPost(run);
        Link();
    }

    public override void CheckEnd(ModelRun run)
    {
        base.CheckEnd(run);
        if (faults)
        {
            RequireEnd(run, TaskStatus.Faulted);
            RequirePrefix(run, Enumerable.Range(1, Items), Target.Items);
        }
        else
        {
            RequireSequence(run, Enumerable.Range(1, Items), Target.Items);
        }
    }

    protected override void Work(int item)
    {
    }
}
