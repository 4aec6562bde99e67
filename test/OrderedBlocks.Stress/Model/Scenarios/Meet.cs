using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: a poster of two items, two workers whose delegates wait for each other, a
/// target; or none, and a thread that completes the block when both are accepted. Allowed: both items come out.
/// Forbidden: an item that nobody starts while a worker is free.
/// </summary>
internal sealed class Meet(bool completes = false) : BlockScenario
{
    // Touched by the delegates, so that the state's hash knows of their coming.
    private readonly Cell _touched = ModelRun.CreateCell(0);
    private bool _arePosted;
    private int _started;

    public override void Set(ModelRun run)
    {
        AddThread(run, "poster", () =>
        {
            if (!completes)
            {
                Post(1);
            }

            Post(2);
            _arePosted = true;
        });
        if (completes)
        {
            AddThread(run, "closer", () =>
            {
                run.WaitUntil(() => _arePosted);
                Block.Complete();
            });
        }

        Create(run, capacity: 2, workers: 2, Transform);
        if (completes)
        {
            Post(1);
        }
        else
        {
            Link();
        }
    }

    public override void CheckEnd(ModelRun run)
    {
        RequireBalance(run);
        if (completes)
        {
            run.Require(Block.Statistics.Waiting == 2, $"{Block.Statistics}");
        }
        else
        {
            RequireSequence(run, [1, 2], Target.Items);
        }
    }

    private int Transform(int item)
    {
        _started = (int)ModelRun.Current.Add(_touched, 1) + 1;

        // Each worker does one item, so here all of them are the same.
        ModelRun.Forget(item);
        ModelRun.Current.WaitUntil(() => _started == 2);
        return item * 10;
    }
}
