using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: posters, the block's workers, a linked target; perhaps a thread that completes the block meanwhile, or one that only
/// asks for the number of outputs, and so holds the output for a moment. Allowed: what was accepted comes out, each poster's items
/// in its order, and then the end, if it was asked for. Forbidden: an item or the end that never comes.
/// </summary>
internal sealed class PostToLink(int posters, int items, int workers, Meanwhile meanwhile = Meanwhile.Nothing)
    : BlockScenario
{
    private readonly List<int>[] _accepted = [.. Enumerable.Range(0, posters).Select(static _ => new List<int>())];

    public override void Set(ModelRun run)
    {
        for (int poster = 0; poster < posters; poster++)
        {
            int first = (100 * poster) + 1;
            List<int> accepted = _accepted[poster];
            AddThread(run, $"poster{poster + 1}", () =>
            {
                for (int item = first; item < first + items; item++)
                {
                    if (meanwhile == Meanwhile.Pause)
                    {
                        run.WaitUntil(() => Target.Items.Count == accepted.Count);
                    }

                    if (Post(item))
                    {
                        accepted.Add(item);
                    }
                }
            });
        }

        if (meanwhile == Meanwhile.Complete)
        {
            AddThread(run, "closer", () => Block.Complete());
        }
        else if (meanwhile == Meanwhile.Look)
        {
            AddThread(run, "looker", () =>
            {
                // At the end of the flow: what is put off then is the last that happens.
                run.WaitUntil(() => Target.Items.Count >= (posters * items) - 1);
                _ = Block.OutputCount;
            });
        }

        Create(run, posters * items, workers);
        Link();
    }

    public override void CheckEnd(ModelRun run)
    {
        RequireBalance(run);
        bool completes = meanwhile == Meanwhile.Complete;
        for (int poster = 0; poster < posters; poster++)
        {
            int hundreds = poster;
            RequireSequence(run, _accepted[poster], [.. Target.Items.Where(output => output / 1000 == hundreds)]);
            run.Require(completes || _accepted[poster].Count == items, "An item was turned away by an open block with room.");
        }

        if (completes)
        {
            RequireEnd(run, TaskStatus.RanToCompletion);
            run.Require(Target.Ends == 1, $"The target was told of the end {Target.Ends} times.");
        }
    }
}
