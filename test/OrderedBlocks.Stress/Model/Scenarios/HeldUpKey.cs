using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: two workers, items of the same key, a target that takes the last output but one when the last item is started.
/// Allowed: all come out. Forbidden: what <see cref="KeyScenario"/> says; an item that waits for its key while the
/// worker that is done with it stands in the target, and another one is free.
/// </summary>
internal sealed class HeldUpKey : KeyScenario
{
    private readonly int _items;

    public HeldUpKey(int items)
        : base(items) => _items = items;

    public override void Set(ModelRun run)
    {
        CreateAndPost(run);
        Target.OnOffered = output =>
        {
            if (output == 10 * (_items - 1))
            {
                run.WaitUntil(() => Started[_items]);
            }
        };
        Link();
    }

    public override void CheckEnd(ModelRun run)
    {
        base.CheckEnd(run);
        RequireSequence(run, Enumerable.Range(1, _items), Target.Items);
    }

    protected override void Work(int item)
    {
    }
}
