using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Actors;
using OrderedBlocks.Stress.Faults;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Scenarios;

/// <summary>
/// Actors, in many small worlds: senders that post to a block, and threads that set its parallelism at random, 0 included, while items
/// flow. Then, each time when everything is out: one sets it to a number, 0 included, more is posted, and it is raised after a while; in
/// the end the block is perhaps faulted in a pause. Allowed: the exact order of acceptance; as many calls at a time as the limit that
/// was set at rest, or the largest. Forbidden: more calls than that, one that begins in a pause that began at rest, an item that nobody
/// starts after the raise, an end that never comes.
/// </summary>
internal sealed class ChangingParallelism : IScenario
{
    private const int Senders = 3;
    private const int Changers = 2;

    public string Name => "changing-parallelism";

    public string Summary => "The parallelism is changed while items flow, down to a pause and up again.";

    public async Task RunAsync(StressRun run)
    {
        int worlds = run.Pick(150, 1_500);
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
        int most = random.Next(1, 6);
        var work = new RandomWork(new Dice(seed), oneFailsOf: 0);
        var options = new OrderedBlockOptions
        {
            BoundedCapacity = random.Next(4) == 0 ? DataflowBlockOptions.Unbounded : random.Next(3, 200),
            MaxDegreeOfParallelism = most,
            StrictStartOrder = random.Next(3) == 0,
        };
        OrderedTransformBlock<Tagged, Tagged> block =
            random.Next(2) == 0 ? new(work.Run, options) : new(work.RunAsync, options);
        run.Show($"world {seed}", block);
        List<Tagged> outputs = [];
        block.LinkTo(new ShutterTarget<Tagged>(outputs.Add));
        var order = new KnownOrder(block, run.Watchdog.Progress);
        int items = random.Next(50, 400);
        await FlowAsync(block, order, items, most, seed);
        Require(work.Most <= most, seed, $"{work.Most} calls at a time, at most {most} were allowed");

        int rounds = random.Next(1, 6);
        for (int round = 0; round < rounds; round++)
        {
            // Everything is out: nobody has anything left to begin.
            await RestAsync(run, block, order);
            int limit = random.Next(most + 1);
            block.DegreeOfParallelism = limit;
            work.Most = 0;
            long started = work.Started;
            await order.SendAsync(Senders, items + round, count: 1);
            for (int look = 0; look < 20; look++)
            {
                await Task.Yield();
            }

            Require(work.Most <= limit, seed, $"{work.Most} calls at a time, {limit} were allowed");
            Require(limit > 0 || work.Started == started, seed, "a call has begun in a pause");
            if (limit == 0 && round == rounds - 1 && random.Next(2) == 0)
            {
                block.Fault(new IntendedException("ender"));
                break;
            }

            block.DegreeOfParallelism = most;
        }

        block.Complete();
        await block.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (block.Completion.IsFaulted)
        {
            ExactSequence.AssertPrefix(order.Accepted, outputs, $"world {seed}");
        }
        else
        {
            ExactSequence.Assert(order.Accepted, outputs, $"world {seed}");
        }

        BlockCounters.AssertBalanced(block, order.Accepted.Count, outputs.Count);
        run.Count("worlds", 1);
        run.Count("items", outputs.Count);
        run.Count("rounds at rest", rounds);
    }

    private static async Task FlowAsync(OrderedTransformBlock<Tagged, Tagged> block, KnownOrder order, int items, int most, int seed)
    {
        Task sending = order.SendAsync(Senders, first: 0, items);
        await Task.WhenAll(Enumerable.Range(0, Changers).Select(changer => Task.Run(async () =>
        {
            var random = new Random(seed + changer);
            while (!sending.IsCompleted)
            {
                block.DegreeOfParallelism = random.Next(most + 1);
                Thread.SpinWait(random.Next(2_000));
                if (random.Next(4) == 0)
                {
                    await Task.Yield();
                }
            }
        })));
        await sending;
        block.DegreeOfParallelism = most;
    }

    private static async Task RestAsync(StressRun run, OrderedTransformBlock<Tagged, Tagged> block, KnownOrder order)
    {
        while (block.Statistics.Released < order.Accepted.Count)
        {
            await Task.Yield();
        }

        run.Watchdog.Progress();
    }

    private static void Require(bool condition, int seed, string violation)
    {
        if (!condition)
        {
            throw new ViolationException($"World {seed}: {violation}.");
        }
    }
}
