using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: a poster, a worker whose delegate waits, from some item on, until the output before has arrived; a target. The
/// work is found cheap, so outputs are put off to the end of a run. Allowed: everything comes out. Forbidden: a worker that waits
/// for an output that it has put off itself.
/// </summary>
internal sealed class HeldUp(int items, int waitsFrom) : BlockScenario
{
    public override void Set(ModelRun run)
    {
        Create(run, items, workers: 1, Transform, extraThreads: 1);
        Link();
        for (int item = 1; item <= items; item++)
        {
            Post(item);
        }
    }

    public override void CheckEnd(ModelRun run)
    {
        RequireSequence(run, Enumerable.Range(1, items), Target.Items);
        RequireBalance(run);
    }

    private int Transform(int item)
    {
        if (item >= waitsFrom)
        {
            ModelRun.Current.WaitUntil(() => Target.Items.Count >= item - 1);
        }

        return item * 10;
    }
}
