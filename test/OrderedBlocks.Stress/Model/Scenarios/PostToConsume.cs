using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: a poster, the block's workers, who also consume; perhaps a first call whose task is ended by another thread; perhaps a
/// thread that completes the block. Allowed: what was accepted is consumed in order, one at a time, and then the end comes, if it
/// was asked for. Forbidden: an item or the end that never comes.
/// </summary>
internal sealed class PostToConsume(int items, int workers, bool pends, Meanwhile meanwhile = Meanwhile.Nothing) : ActionScenario
{
    private readonly List<int> _accepted = [];
    private ScriptedConsumer? _consumer;

    public override void Set(ModelRun run)
    {
        var consumer = new ScriptedConsumer(pendsAt: pends ? 10 : 0);
        _consumer = consumer;
        AddThread(run, "poster", () =>
        {
            for (int item = 1; item <= items; item++)
            {
                if (meanwhile == Meanwhile.Pause)
                {
                    run.WaitUntil(() => consumer.Items.Count == _accepted.Count);
                }

                if (Post(item))
                {
                    _accepted.Add(item);
                }
            }
        });
        if (pends)
        {
            AddThread(run, "ender", () =>
            {
                // Nothing to end if the block was completed before the first item came.
                run.WaitUntil(() => consumer.IsPending || Block.Completion.IsCompleted);
                if (consumer.IsPending)
                {
                    consumer.End();
                }
            });
        }

        if (meanwhile == Meanwhile.Complete)
        {
            AddThread(run, "closer", () => Block.Complete());
        }

        Create(run, items, workers, consumer);
    }

    public override void CheckEnd(ModelRun run)
    {
        RequireSequence(run, _accepted.Select(static item => item * 10), _consumer!.Items);
        RequireBalance(run);
        bool completes = meanwhile == Meanwhile.Complete;
        run.Require(completes || _accepted.Count == items, "An item was turned away by an open block with room.");
        run.Require(Block.Statistics.Released == _accepted.Count, $"{Block.Statistics}");
        if (completes)
        {
            RequireEnd(run, TaskStatus.RanToCompletion);
        }
    }
}
