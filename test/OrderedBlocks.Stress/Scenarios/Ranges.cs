using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Scenarios;

/// <summary>
/// Actors: producers that post ranges of random lengths, or send single items; a row of ordered blocks with random capacities and
/// parallelism, linked straight, so that runs go from one to the next, with links that are limited and made anew; a consumer that
/// takes batches. In some rows the middle block is completed or faulted on the way. Allowed: each producer's exact sequence; after
/// such an end, its beginning. Forbidden: anything else.
/// </summary>
internal sealed class Ranges : IScenario
{
    private const int Producers = 3;

    public string Name => "ranges";

    public string Summary => "Ranges in, runs from block to block, batches out.";

    public async Task RunAsync(StressRun run)
    {
        int rows = run.Pick(40, 300);
        for (int row = 0; row < rows; row++)
        {
            await RowAsync(run, itemsPerProducer: run.Pick(3000, 10_000));
            run.Watchdog.ShowNothing();
        }
    }

    private static async Task RowAsync(StressRun run, int itemsPerProducer)
    {
        Random random = run.Random;
        OrderedTransformBlock<Tagged, Tagged>[] row = [.. Enumerable.Range(0, random.Next(2, 5)).Select(stage =>
        {
            var block = new OrderedTransformBlock<Tagged, Tagged>(static item => item, RandomOptions(random));
            run.Show($"block {stage}", block);
            return block;
        })];
        for (int stage = 1; stage < row.Length; stage++)
        {
            if (random.Next(3) == 0)
            {
                // Falls off after a while; the link behind it goes on.
                row[stage - 1].LinkTo(row[stage], new DataflowLinkOptions { MaxMessages = random.Next(1, 500) });
            }

            row[stage - 1].LinkTo(row[stage], new DataflowLinkOptions { PropagateCompletion = true });
        }

        bool isCutShort = random.Next(4) == 0;
        int[] seeds = [.. Enumerable.Range(0, Producers).Select(_ => random.Next())];
        Task producing = Task.WhenAll(seeds.Select((seed, producer) =>
            Task.Run(() => ProduceAsync(row[0], producer, itemsPerProducer, new Random(seed)))));
        Task<List<Tagged>> consuming = Consume(run, row[^1], random.Next(1, 200));
        if (isCutShort)
        {
            Thread.SpinWait(random.Next(100_000));
            if (random.Next(2) == 0)
            {
                row[0].Complete();
            }
            else
            {
                ((IDataflowBlock)row[0]).Fault(new InvalidOperationException("as intended"));
            }
        }

        await producing;
        row[0].Complete();
        List<Tagged> outputs = await consuming;
        for (int producer = 0; producer < Producers; producer++)
        {
            Tagged[] sent = [.. Enumerable.Range(0, itemsPerProducer).Select(number => new Tagged(producer, number))];
            Tagged[] cameOut = [.. outputs.Where(item => item.Producer == producer)];
            if (isCutShort)
            {
                ExactSequence.AssertPrefix(sent, cameOut, $"producer {producer}");
            }
            else
            {
                ExactSequence.Assert(sent, cameOut, $"producer {producer}");
            }
        }

        foreach (OrderedTransformBlock<Tagged, Tagged> block in row)
        {
            await ((Task)block.Completion).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            BlockCounters.AssertAtRest(block);
        }

        run.Count("items", outputs.Count);
    }

    private static ExecutionDataflowBlockOptions RandomOptions(Random random) => new()
    {
        BoundedCapacity = random.Next(5) == 0 ? DataflowBlockOptions.Unbounded : random.Next(1, 1 << random.Next(1, 11)),
        MaxDegreeOfParallelism = random.Next(1, 4),
    };

    private static async Task ProduceAsync(OrderedTransformBlock<Tagged, Tagged> block, int producer, int items, Random random)
    {
        for (int number = 0; number < items && !block.Completion.IsCompleted;)
        {
            Tagged[] range = [.. Enumerable.Range(number, Math.Min(random.Next(1, 300), items - number))
                .Select(next => new Tagged(producer, next))];
            int accepted = block.PostRange(range);
            number += accepted;
            if (accepted < range.Length)
            {
                if (!await block.SendAsync(range[accepted]))
                {
                    return;
                }

                number++;
            }
        }
    }

    private static Task<List<Tagged>> Consume(StressRun run, OrderedTransformBlock<Tagged, Tagged> block, int most) => Task.Run(async () =>
    {
        List<Tagged> outputs = [];
        var batch = new Tagged[most];
        while (await block.OutputAvailableAsync())
        {
            outputs.AddRange(batch.AsSpan(0, block.TryReceiveRange(batch)));
            run.Watchdog.Progress();
        }

        return outputs;
    });
}
