using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: two workers, a target that takes the first output when the second item is started; both items have the same key.
/// Allowed: both come out. Forbidden: what <see cref="KeyScenario"/> says; an item that waits for its key while the
/// worker that is done with it stands in the target, and another one is free.
/// </summary>
internal sealed class HeldUpKey() : KeyScenario(Items)
{
    private const int Items = 2;

    public override void Set(ModelRun run)
    {
        CreateAndPost(run);
        Target.OnOffered = output =>
        {
            if (output == 10)
            {
                run.WaitUntil(() => Started[2]);
            }
        };
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
