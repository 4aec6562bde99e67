using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Actors;
using OrderedBlocks.Stress.Faults;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Scenarios;

/// <summary>
/// Actors, in many small worlds: senders that post to a block that fails in order, whose delegate ends at once or on another thread and
/// fails on some items; a target that takes everything at once, or a slow one. Allowed: exactly what was accepted before the first item
/// that fails comes out, in the order of acceptance; the block is faulted with that item's exception first, or ends well if none fails.
/// Forbidden: anything else, an end that never comes, counts that do not balance.
/// </summary>
internal sealed class FailingInOrder : IScenario
{
    public string Name => "failing-in-order";

    public string Summary => "Items fail at random; exactly what comes before the first of them comes out.";

    public async Task RunAsync(StressRun run)
    {
        int worlds = run.Pick(800, 6_000);
        for (int i = 0; i < worlds; i++)
        {
            await LiveAsync(run);
            run.Watchdog.ShowNothing();
        }
    }

    private static async Task LiveAsync(StressRun run)
    {
        Random random = run.Random;
        int seed = random.Next();
        int senders = random.Next(1, 4);
        var work = new RandomWork(new Dice(seed), oneFailsOf: random.Next(3, 500));
        var options = new OrderedBlockOptions
        {
            BoundedCapacity = random.Next(4) == 0 ? DataflowBlockOptions.Unbounded : random.Next(1, 100),
            MaxDegreeOfParallelism = random.Next(1, 6),
            StrictStartOrder = random.Next(4) == 0,
            FailureMode = ItemFailureMode.FaultInOrder,
        };
        OrderedTransformBlock<Tagged, Tagged> block =
            random.Next(2) == 0 ? new(work.Run, options) : new(work.RunAsync, options);
        run.Show($"world {seed}", block);
        List<Tagged> outputs = [];
        ActionBlock<Tagged>? sink =
            random.Next(2) == 0 ? new(outputs.Add, new ExecutionDataflowBlockOptions { BoundedCapacity = random.Next(1, 9) }) : null;
        block.LinkTo((ITargetBlock<Tagged>?)sink ?? new ShutterTarget<Tagged>(outputs.Add));

        var order = new KnownOrder(block, run.Watchdog.Progress);
        await order.SendAsync(senders, first: 0, random.Next(1, 200));
        block.Complete();
        await block.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        sink?.Complete();
        await (sink?.Completion ?? Task.CompletedTask);

        Tagged[] expected = [.. order.Accepted.TakeWhile(item => !work.Fails(item))];
        ExactSequence.Assert(expected, outputs, $"world {seed}");
        BlockCounters.AssertBalanced(block, order.Accepted.Count, outputs.Count);
        bool fails = expected.Length < order.Accepted.Count;
        string? error = block.Completion.Exception?.InnerExceptions[0].Message;
        if (fails != block.Completion.IsFaulted
            || (fails && error != new IntendedException($"{order.Accepted[expected.Length]}").Message)
            || (block.Completion.Exception?.InnerExceptions.Count ?? 0) != block.Statistics.Failed)
        {
            throw new ViolationException($"World {seed}: {block.Completion.Status}, {error}; {BlockCounters.Describe(block)}");
        }

        run.Count("worlds", 1);
        run.Count("accepted", order.Accepted.Count);
        run.Count("came out", outputs.Count);
        run.Count("failed", block.Statistics.Failed);
    }
}
