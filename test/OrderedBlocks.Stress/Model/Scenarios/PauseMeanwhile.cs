using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: workers with items to work on; a thread that lowers the parallelism, to a pause or to one, and posts two items
/// after that; another one that raises it again, or ends the block. Allowed: what was posted after the lowering is not started, or only
/// one at a time, before the parallelism is raised; then everything comes out, or the block ends. Forbidden: an item that starts
/// nevertheless, an item that nobody starts after the raise, an end that never comes.
/// </summary>
internal sealed class PauseMeanwhile(int workers, int lowered, int before, int after, bool faults = false) : BlockScenario
{
    // Touched by the delegates, so that the state's hash knows of their coming.
    private readonly Cell _touched = ModelRun.CreateCell(0);
    private bool _arePosted;
    private bool _isRaised;
    private int _lateRunning;

    public override void Set(ModelRun run)
    {
        AddThread(run, "lowerer", () =>
        {
            Block.DegreeOfParallelism = lowered;
            for (int item = before + 1; item <= before + after; item++)
            {
                Post(item);
            }

            _arePosted = true;
        });
        AddThread(run, "raiser", () =>
        {
            run.WaitUntil(() => _arePosted);
            if (faults)
            {
                Block.Fault(new InvalidOperationException());
                return;
            }

            _isRaised = true;
            Block.DegreeOfParallelism = workers;
        });
        Create(run, before + after, workers, Transform);
        for (int item = 1; item <= before; item++)
        {
            Post(item);
        }
    }

    public override void CheckEnd(ModelRun run)
    {
        RequireBalance(run);
        if (faults)
        {
            RequireEnd(run, TaskStatus.Faulted);
            return;
        }

        int[] outputs = new int[before + after + 1];
        RequireSequence(run, Enumerable.Range(1, before + after), outputs[..Block.Core.Ring.Take(outputs)]);
    }

    private int Transform(int item)
    {
        if (item > before && !_isRaised)
        {
            _lateRunning++;
            ModelRun.Current.Require(
                _lateRunning <= lowered, $"{_lateRunning} items that came after the parallelism was lowered to {lowered} are running.");
            ModelRun.Current.Exchange(_touched, ModelRun.Version);
            _lateRunning--;
        }

        return item * 10;
    }
}
