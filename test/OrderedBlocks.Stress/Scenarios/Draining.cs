using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Actors;
using OrderedBlocks.Stress.Faults;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Scenarios;

/// <summary>
/// Actors, in many small worlds: senders that post to a block, paused in some worlds; somebody who drains it at some moment, with a
/// deadline that a token brings forward at another moment, or that is over at once, or without one. Allowed: everything accepted comes
/// out, in the order of acceptance, or its beginning if the deadline came first; what is said of that is so. Forbidden: a drain that does
/// not return, an end that never comes, counts that do not balance.
/// </summary>
internal sealed class Draining : IScenario
{
    public string Name => "draining";

    public string Summary => "Blocks are drained at random moments, with deadlines at others.";

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
        var work = new RandomWork(new Dice(seed), oneFailsOf: random.Next(2) * random.Next(5, 50));
        var options = new OrderedBlockOptions
        {
            BoundedCapacity = random.Next(4) == 0 ? DataflowBlockOptions.Unbounded : random.Next(1, 100),
            MaxDegreeOfParallelism = random.Next(1, 6),
            FailureMode = ItemFailureMode.SkipItem,
        };
        OrderedTransformBlock<Tagged, Tagged> block =
            random.Next(2) == 0 ? new(work.Run, options) : new(work.RunAsync, options);
        run.Show($"world {seed}", block);
        List<Tagged> outputs = [];
        block.LinkTo(new ShutterTarget<Tagged>(outputs.Add));
        int items = random.Next(1, 300);
        var order = new KnownOrder(block, run.Watchdog.Progress);
        Task sending = order.SendAsync(random.Next(1, 4), first: 0, items);
        int from = random.Next(items);
        bool pauses = random.Next(4) == 0;
        SpinWait.SpinUntil(() => block.Statistics.Admitted >= from || sending.IsCompleted);
        if (pauses)
        {
            block.DegreeOfParallelism = 0;
        }

        using var deadline = new CancellationTokenSource();
        int kind = random.Next(3);
        int spins = random.Next(1, 100_000);
        Task<DrainResult> draining = block.DrainAsync(kind == 0 ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, deadline.Token);
        if (kind == 1)
        {
            Thread.SpinWait(spins);
            await deadline.CancelAsync();
        }

        DrainResult result = await draining;
        await block.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await sending;

        Tagged[] expected = [.. order.Accepted.Where(item => !work.Fails(item))];
        ExactSequence.AssertPrefix(expected, outputs, $"world {seed}");
        if (block.Completion.IsCompletedSuccessfully)
        {
            ExactSequence.Assert(expected, outputs, $"world {seed}");
        }

        BlockCounters.AssertBalanced(block, order.Accepted.Count, outputs.Count);
        if ((result.CompletedInTime && (!block.Completion.IsCompletedSuccessfully || result.Unprocessed != 0))
            || (kind == 2 && !result.CompletedInTime)
            || result.Unprocessed < 0
            || result.Released > outputs.Count)
        {
            throw new ViolationException($"World {seed}: {result}, {block.Completion.Status}; {BlockCounters.Describe(block)}");
        }

        run.Count("worlds", 1);
        run.Count("items", order.Accepted.Count);
        run.Count("came out", outputs.Count);
        run.Count("ended in time", result.CompletedInTime ? 1 : 0);
    }
}
