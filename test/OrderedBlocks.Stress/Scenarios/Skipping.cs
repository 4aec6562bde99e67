using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Actors;
using OrderedBlocks.Stress.Faults;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Scenarios;

/// <summary>
/// Actors, in many small worlds: senders that post to a block that skips failed items; a slow target for the failures, which a thread
/// unlinks and links again; perhaps one that receives them; in some worlds the block is faulted at some moment. Allowed: what was
/// accepted and does not fail comes out, in the order of acceptance, all of it unless the block was faulted; each failure is delivered
/// once, with its item and its place in that order, or is counted as lost. Forbidden: anything else, an item that waits for room among
/// the failures for ever.
/// </summary>
internal sealed class Skipping : IScenario
{
    public string Name => "skipping";

    public string Summary => "Items fail at random, into a slow target for failures that comes and goes.";

    public async Task RunAsync(StressRun run)
    {
        int worlds = run.Pick(100, 1_000);
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
        var work = new RandomWork(new Dice(seed), oneFailsOf: random.Next(2, 30));
        var options = new OrderedBlockOptions
        {
            BoundedCapacity = random.Next(4) == 0 ? DataflowBlockOptions.Unbounded : random.Next(1, 60),
            MaxDegreeOfParallelism = random.Next(1, 6),
            FailureMode = ItemFailureMode.SkipItem,
            FailureCapacity = random.Next(3) == 0 ? 1 : random.Next(2, 12),
        };
        OrderedTransformBlock<Tagged, Tagged> block =
            random.Next(2) == 0 ? new(work.Run, options) : new(work.RunAsync, options);
        run.Show($"world {seed}", block);
        List<Tagged> outputs = [];
        block.LinkTo(new ShutterTarget<Tagged>(outputs.Add));

        // One call at a time.
        List<ItemFailure<Tagged>> delivered = [];
        var letters = new ActionBlock<ItemFailure<Tagged>>(
            failure =>
            {
                Thread.SpinWait(200);
                delivered.Add(failure);
            },
            new ExecutionDataflowBlockOptions { BoundedCapacity = random.Next(1, 4) });
        List<ItemFailure<Tagged>> received = [];
        Task keeping = KeepAsync(block, letters, received, new Random(seed), comesAndGoes: random.Next(2) == 0, receives: random.Next(3) == 0);

        int items = random.Next(1, 200);
        var order = new KnownOrder(block, run.Watchdog.Progress);
        Task sending = order.SendAsync(random.Next(1, 4), first: 0, items);
        bool faults = random.Next(4) == 0;
        if (faults)
        {
            int accepted = random.Next(items);
            SpinWait.SpinUntil(() => block.Statistics.Admitted >= accepted || sending.IsCompleted);
            block.Fault(new IntendedException("ender"));
        }

        await sending;
        block.Complete();
        await block.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await keeping;
        letters.Complete();
        await letters.Completion;

        Tagged[] expected = [.. order.Accepted.Where(item => !work.Fails(item))];
        ExactSequence.AssertPrefix(expected, outputs, $"world {seed}");
        if (!faults)
        {
            ExactSequence.Assert(expected, outputs, $"world {seed}");
        }

        BlockCounters.AssertBalanced(block, order.Accepted.Count, outputs.Count);
        Check(block, order.Accepted, [.. delivered, .. received], work, seed, faults);
        run.Count("worlds", 1);
        run.Count("accepted", order.Accepted.Count);
        run.Count("failed", block.Statistics.Failed);
        run.Count("lost", block.Statistics.LostFailures);
    }

    // Until the failures end; what nobody is linked to is received in the end.
    private static Task KeepAsync(
        OrderedTransformBlock<Tagged, Tagged> block,
        ITargetBlock<ItemFailure<Tagged>> letters,
        List<ItemFailure<Tagged>> received,
        Random random,
        bool comesAndGoes,
        bool receives)
    {
        IReceivableSourceBlock<ItemFailure<Tagged>> failures = block.Failures;
        IDisposable? link = failures.LinkTo(letters);
        return Task.Run(async () =>
        {
            while (!failures.Completion.IsCompleted)
            {
                if (comesAndGoes && !block.Completion.IsCompleted && random.Next(3) == 0)
                {
                    link?.Dispose();
                    link = link is null ? failures.LinkTo(letters) : null;
                }

                if ((receives || block.Completion.IsCompleted) && failures.TryReceive(null, out ItemFailure<Tagged>? failure))
                {
                    received.Add(failure);
                }

                await Task.Yield();
            }
        });
    }

    private static void Check(
        OrderedTransformBlock<Tagged, Tagged> block,
        IReadOnlyList<Tagged> accepted,
        ItemFailure<Tagged>[] delivered,
        RandomWork work,
        int seed,
        bool faults)
    {
        OrderedBlockStatistics end = block.Statistics;
        int different = delivered.Select(static failure => failure.Position).Distinct().Count();
        if (different != delivered.Length
            || end.Failed != delivered.Length + end.LostFailures
            || (!faults && end.Failed != accepted.Count(work.Fails))
            || block.Completion.IsFaulted != faults)
        {
            throw new ViolationException(
                $"World {seed}: {delivered.Length} failures were delivered, {different} of them different, {end.LostFailures} lost; {end}, "
                + $"{block.Completion.Status}");
        }

        foreach (ItemFailure<Tagged> failure in delivered)
        {
            if (!work.Fails(failure.Input) || accepted[(int)failure.Position] != failure.Input)
            {
                throw new ViolationException(
                    $"World {seed}: {failure.Input} failed at {failure.Position}; there it was {accepted[(int)failure.Position]}.");
            }
        }
    }
}
