using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: two workers, a target; three items, of which the last one or the first one has a key of its own. If it is the last, the first
/// ends when the last is started. Allowed: all come out. Forbidden: what <see cref="KeyScenario"/> says; an item behind one that waits
/// for its key and that nobody starts.
/// </summary>
internal sealed class HotKey(bool lastIsOther) : KeyScenario(Items, lastIsOther ? Items : 1)
{
    private const int Items = 3;

    public override void Set(ModelRun run)
    {
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
        if (lastIsOther && item == 1)
        {
            ModelRun.Current.WaitUntil(() => Started[Items]);
        }
    }
}
