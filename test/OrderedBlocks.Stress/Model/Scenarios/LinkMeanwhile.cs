using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: a poster, a worker, a thread that links the target meanwhile, and completes the block after that. Allowed: everything
/// comes out, then the end. Forbidden: an output that waits beside a link.
/// </summary>
internal sealed class LinkMeanwhile(int items, bool completes) : BlockScenario
{
    public override void Set(ModelRun run)
    {
        AddThread(run, "poster", () =>
        {
            for (int item = 1; item <= items; item++)
            {
                Post(item);
            }

            if (completes)
            {
                Block.Complete();
            }
        });
        AddThread(run, "linker", Link);
        Create(run, items, workers: 1);
    }

    public override void CheckEnd(ModelRun run)
    {
        RequireBalance(run);
        RequireSequence(run, Enumerable.Range(1, items), Target.Items);
        if (completes)
        {
            RequireEnd(run, TaskStatus.RanToCompletion);

            // Linked between the end and the completion task's, it is told by a continuation on the real pool, out of the model.
            SpinWait.SpinUntil(() => Target.Ends > 0, TimeSpan.FromSeconds(10));
            run.Require(Target.Ends == 1, $"The target was told of the end {Target.Ends} times.");
        }
    }
}
