using ModelChecking;
using OrderedBlocks.Completion;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: two workers; the first item's delegate fails when the second item is being worked on, and that one ends when the block
/// has been abandoned. Allowed: nothing comes out, the block ends. Forbidden: a last worker that leaves an abandoned block
/// without ending it.
/// </summary>
internal sealed class FailWhileRunning : BlockScenario
{
    // Touched by the delegates, so that the state's hash knows of their coming.
    private readonly Cell _touched = ModelRun.CreateCell(0);
    private bool _isSecondRunning;

    public override void Set(ModelRun run)
    {
        Create(run, capacity: 2, workers: 2, Transform);
        Post(1);
        Post(2);
    }

    public override void CheckEnd(ModelRun run)
    {
        RequireEnd(run, TaskStatus.Faulted);
        RequireBalance(run);
        run.Require(Block.Statistics is { Failed: 1, DroppedByFault: 1 }, $"{Block.Statistics}");
    }

    private int Transform(int item)
    {
        ModelRun.Current.Exchange(_touched, ModelRun.Version);
        if (item == 1)
        {
            ModelRun.Current.WaitUntil(() => _isSecondRunning);
            throw new InvalidOperationException();
        }

        _isSecondRunning = true;
        ModelRun.Current.WaitUntil(() => Block.Core.State >= LifeCycleState.Canceling);
        return item * 10;
    }
}
