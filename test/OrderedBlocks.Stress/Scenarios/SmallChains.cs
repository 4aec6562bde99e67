using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Scenarios;

/// <summary>
/// Actors: producers, and ten blocks in a row that hold one to four items each: ordered blocks of all forms, on the pool and on threads of
/// their own, and Dataflow's between them. At the end an ordered block consumes. Allowed: each producer's exact sequence. Forbidden:
/// anything else, an item that waits beside room, an end that never comes.
/// </summary>
internal sealed class SmallChains : IScenario
{
    private const int Blocks = 10;
    private const int Producers = 2;

    public string Name => "small-chains";

    public string Summary => "Ten blocks in a row that hold one to four items each.";

    public async Task RunAsync(StressRun run)
    {
        int rows = run.Pick(30, 300);
        for (int row = 0; row < rows; row++)
        {
            await RowAsync(run, itemsPerProducer: run.Pick(300, 2_000));
            run.Watchdog.ShowNothing();
        }
    }

    private static async Task RowAsync(StressRun run, int itemsPerProducer)
    {
        Random random = run.Random;
        var check = new SequenceCheck(Producers);
        IPropagatorBlock<Tagged, Tagged>[] row = [.. Enumerable.Range(0, Blocks).Select(place => Create(run, random, place))];
        var propagate = new DataflowLinkOptions { PropagateCompletion = true };
        for (int place = 1; place < row.Length; place++)
        {
            row[place - 1].LinkTo(row[place], propagate);
        }

        var end = new OrderedActionBlock<Tagged, Tagged>(
            static item => item,
            item =>
            {
                check.Take(item);
                run.Watchdog.Progress();
            },
            new OrderedBlockOptions { BoundedCapacity = random.Next(1, 5), MaxDegreeOfParallelism = random.Next(1, 3) });
        row[^1].LinkTo(end, propagate);

        await Task.WhenAll(Enumerable.Range(0, Producers).Select(producer => Task.Run(async () =>
        {
            for (int number = 0; number < itemsPerProducer; number++)
            {
                if (!await row[0].SendAsync(new Tagged(producer, number)))
                {
                    throw new ViolationException($"The first block has turned item {number} of producer {producer} away.");
                }
            }
        })));
        row[0].Complete();
        await end.Completion;
        check.AssertAll(itemsPerProducer);
        foreach (IPropagatorBlock<Tagged, Tagged> block in row)
        {
            await block.Completion;
            if (block is OrderedTransformBlock<Tagged, Tagged> ordered)
            {
                BlockCounters.AssertBalanced(ordered, check.Count, check.Count);
            }
        }

        run.Count("rows", 1);
        run.Count("items", check.Count);
    }

    private static IPropagatorBlock<Tagged, Tagged> Create(StressRun run, Random random, int place)
    {
        int form = random.Next(8);
        OrderedBlockOptions options = form == 1
            ? new OrderedBlockOptions<Tagged, int> { KeySelector = static item => item.Producer }
            : new OrderedBlockOptions();
        options.BoundedCapacity = random.Next(1, 5);
        options.MaxDegreeOfParallelism = random.Next(1, 4);
        options.WorkerThreadMode = random.Next(6) == 0 ? WorkerThreadMode.Dedicated : WorkerThreadMode.Pool;
        switch (form)
        {
            case 0:
                return new BufferBlock<Tagged>(new DataflowBlockOptions { BoundedCapacity = options.BoundedCapacity });

            case 2:
                options.OutputCapacity = random.Next(1, 4);
                options.OutputCapacityPerItem = 1;
                return new OrderedTransformManyBlock<Tagged, Tagged>(static item => [item], options);

            case 3:
                return new OrderedTransformManyBlock<Tagged, Tagged>(static item => YieldAsync(item), options);

            case 4:
                return new TransformBlock<Tagged, Tagged>(
                    static item => item, new ExecutionDataflowBlockOptions { BoundedCapacity = options.BoundedCapacity });

            case 5:
                var asynchronous = new OrderedTransformBlock<Tagged, Tagged>(
                    static async item =>
                    {
                        await Task.Yield();
                        return item;
                    },
                    options);
                run.Show($"block {place}", asynchronous);
                return asynchronous;

            default:
                options.CallerRuns = form == 6 && options.WorkerThreadMode == WorkerThreadMode.Pool;
                var synchronous = new OrderedTransformBlock<Tagged, Tagged>(static item => item, options);
                run.Show($"block {place}", synchronous);
                return synchronous;
        }
    }

    private static async IAsyncEnumerable<Tagged> YieldAsync(Tagged item)
    {
        await Task.Yield();
        yield return item;
    }
}
