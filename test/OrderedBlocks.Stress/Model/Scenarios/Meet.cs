using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: a poster of two items, two workers whose delegates wait for each other, a target. Allowed: both items come out.
/// Forbidden: an item that nobody starts while a worker is free.
/// </summary>
internal sealed class Meet : BlockScenario
{
    // Touched by the delegates, so that the state's hash knows of their coming.
    private readonly Cell _touched = ModelRun.CreateCell(0);
    private int _started;

    public override void Set(ModelRun run)
    {
        AddThread(run, "poster", () =>
        {
            Post(1);
            Post(2);
        });
        Create(run, capacity: 2, workers: 2, Transform);
        Link();
    }

    public override void CheckEnd(ModelRun run) => RequireSequence(run, [1, 2], Target.Items);

    private int Transform(int item)
    {
        _started = (int)ModelRun.Current.Add(_touched, 1) + 1;
        ModelRun.Current.WaitUntil(() => _started == 2);
        return item * 10;
    }
}
