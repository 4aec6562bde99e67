using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: two workers, two items; the first call of <c>consume</c> fails, or it is pending when a thread faults the block, and is
/// ended by another; perhaps the task scheduler runs nothing any more from that call on. Allowed: nothing behind the first item is
/// consumed once the block is faulted, and the end comes when the call is over. Forbidden: an end that never comes.
/// </summary>
internal sealed class AbandonConsume(Abandonment how, bool stops) : ActionScenario
{
    private ScriptedConsumer? _consumer;

    public override void Set(ModelRun run)
    {
        bool fails = how == Abandonment.Failure;
        var consumer = new ScriptedConsumer(pendsAt: fails ? 0 : 10, failsAt: fails ? 10 : 0);
        _consumer = consumer;
        StoppingScheduler? scheduler = stops ? new StoppingScheduler(() => consumer.IsPending) : null;
        if (!fails)
        {
            AddThread(run, "ender", consumer.End);
            AddThread(run, "faulter", () =>
            {
                run.WaitUntil(() => consumer.IsPending);
                Block.Fault(new InvalidOperationException());
            });
        }

        Create(run, capacity: 2, workers: stops ? 1 : 2, consumer, extraThreads: stops ? 1 : 0, scheduler);
        Post(1);
        if (!stops)
        {
            Post(2);
        }
    }

    public override void CheckEnd(ModelRun run)
    {
        RequireEnd(run, TaskStatus.Faulted);
        RequireBalance(run);
        OrderedBlockStatistics end = Block.Statistics;
        if (how == Abandonment.Failure)
        {
            RequireSequence(run, [10], _consumer!.Items);
            run.Require(end is { Failed: 1, DroppedByFault: 1 }, $"{end}");
        }
        else
        {
            // The second may have been consumed, if the fault came after the first was over.
            int consumed = _consumer!.Items.Count;
            RequireSequence(run, Enumerable.Range(1, consumed).Select(static item => item * 10), _consumer.Items);
            run.Require(end.Released == consumed && end.Dropped == (stops ? 1 : 2) - consumed, $"{end}");
        }
    }
}
