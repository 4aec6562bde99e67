using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: two workers on items that are there already, each of which waits until the one before is started; a thread that lowers
/// the parallelism to one. Allowed: all are started in order, by whichever worker. Forbidden: a worker, being one
/// too many, leaves an item to another one that has claimed the next item meanwhile, which waits for ever then.
/// </summary>
internal sealed class LowerInOrder(int items) : BlockScenario
{
    // Touched by the delegates, so that the state's hash knows of their coming.
    private readonly Cell _touched = ModelRun.CreateCell(0);
    private readonly bool[] _started = new bool[items + 1];

    public override void Set(ModelRun run)
    {
        AddThread(run, "lowerer", () => Block.DegreeOfParallelism = 1);
        Create(run, capacity: items, workers: 2, Transform, options: new OrderedBlockOptions { StrictStartOrder = true });
        for (int item = 1; item <= items; item++)
        {
            Post(item);
        }
    }

    public override void CheckEnd(ModelRun run)
    {
        RequireBalance(run);
        int[] outputs = new int[items + 1];
        RequireSequence(run, Enumerable.Range(1, items), outputs[..Block.Core.Ring.Take(outputs)]);
    }

    private int Transform(int item)
    {
        _started[item] = true;
        ModelRun.Current.Add(_touched, item);
        if (item > 1)
        {
            ModelRun.Current.WaitUntil(() => _started[item - 1]);
        }

        return item * 10;
    }
}
