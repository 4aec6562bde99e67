using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: a poster of two ranges, who waits for the first to come out, so that the worker may be leaving when the second comes;
/// perhaps a poster of a single item; a worker, a linked target. Allowed: everything comes out, the ranges in order. Forbidden: a
/// worker that has left, and items that nobody takes.
/// </summary>
internal sealed class PostRangeToLink(bool among) : BlockScenario
{
    private readonly int[] _items = [1, 2, 3, 4];

    public override void Set(ModelRun run)
    {
        AddThread(run, "poster", () =>
        {
            run.Require(Block.PostRange(_items.AsSpan(0, 2)) == 2, "There was room for two.");
            run.WaitUntil(() => Target.Items.Count(static output => output < 1000) == 2);
            run.Require(Block.PostRange(_items.AsSpan(2)) == 2, "There was room for two more.");
        });
        if (among)
        {
            AddThread(run, "other", () => run.Require(Post(101), "There was room for one."));
        }

        Create(run, capacity: 5, workers: 1);
        Link();
    }

    public override void CheckEnd(ModelRun run)
    {
        RequireBalance(run);
        RequireSequence(run, _items, [.. Target.Items.Where(static output => output < 1000)]);
        RequireSequence(run, among ? [101] : [], [.. Target.Items.Where(static output => output >= 1000)]);
    }
}
