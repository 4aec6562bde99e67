using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: an item's enumerator, which waits after its last output until that has left; a linked target; perhaps a thread that only
/// asks for the number of outputs, and so holds the output for a moment. Forbidden: an output that does not leave while its item is still being
/// worked on.
/// </summary>
internal sealed class ManyToLink(int items, int outputs, int workers, bool looks) : ManyScenario
{
    public override void Set(ModelRun run)
    {
        AddThread(run, "poster", () =>
        {
            for (int item = 1; item <= items; item++)
            {
                Post(item);
            }
        });
        if (looks)
        {
            AddThread(run, "looker", () =>
            {
                run.WaitUntil(() => Target.Items.Count >= outputs - 1);
                _ = Block.OutputCount;
            });
        }

        Create(run, workers, item => Outputs(run, item), new OrderedBlockOptions(), extraThreads: 1);
        Link();
    }

    public override void CheckEnd(ModelRun run)
    {
        RequireOutputs(run, Enumerable.Range(1, items).SelectMany(item => TensOf(item, outputs)), Target.Items);
        RequireAllDisposed(run);
    }

    private IEnumerable<int> Outputs(ModelRun run, int item)
    {
        foreach (int output in TensOf(item, outputs))
        {
            yield return output;
        }

        run.WaitUntil(() => Target.Items.Count >= item * outputs);
    }
}
