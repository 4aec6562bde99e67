using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: two workers on items that are there already; who has done one may claim the next two together, and the delegate of the
/// last item but one waits until the last one is started; a target, or none and a thread that faults the block meanwhile; perhaps a
/// thread that pauses the block and lets it go on, or faults it in the pause. Allowed: another worker starts the last item, or it is
/// dropped. Forbidden: an item that waits behind one that blocks while a worker is free.
/// </summary>
internal sealed class HeldUpInBatch(int items, bool faults, bool pauses = false) : BlockScenario
{
    // Touched by the delegates, so that the state's hash knows of their coming.
    private readonly Cell _touched = ModelRun.CreateCell(0);
    private readonly bool[] _started = new bool[items + 1];

    public override void Set(ModelRun run)
    {
        if (faults || pauses)
        {
            AddThread(run, faults ? "faulter" : "pauser", () =>
            {
                run.WaitUntil(() => _started[items - 1]);
                if (pauses)
                {
                    Block.DegreeOfParallelism = 0;
                }

                if (faults)
                {
                    Block.Fault(new InvalidOperationException());
                }
                else
                {
                    Block.DegreeOfParallelism = 2;
                }
            });
        }

        Create(run, capacity: 8, workers: 2, Transform, slots: items + 1);
        if (!faults)
        {
            Link();
        }

        for (int item = 1; item <= items; item++)
        {
            Post(item);
        }
    }

    public override void CheckEnd(ModelRun run)
    {
        RequireBalance(run);
        run.Require(Block.Core.QueuedCount == 0, $"{Block.Core.QueuedCount} items are still queued.");
        if (faults)
        {
            RequireEnd(run, TaskStatus.Faulted);
        }
        else
        {
            RequireSequence(run, Enumerable.Range(1, items), Target.Items);
        }
    }

    private int Transform(int item)
    {
        ModelRun.Current.Add(_touched, item);
        ModelRun.Current.Require(!_started[item], $"Item {item} is started twice.");
        _started[item] = true;
        if (item == items - 1)
        {
            ModelRun.Current.WaitUntil(() => _started[items] || Block.Core.Losses[LossReason.Fault] > 0);
        }

        return item * 10;
    }
}
