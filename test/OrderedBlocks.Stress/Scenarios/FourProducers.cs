using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Stress.Scenarios;

/// <summary>
/// Actors: four producers that send a million items through buffer, ordered block, ordered block and sink, all bounded.
/// Allowed: each producer's exact sequence comes out. Forbidden: anything else.
/// </summary>
internal sealed class FourProducers : IScenario
{
    private const int Producers = 4;
    private const int ItemsPerProducer = 250_000;

    public string Name => "four-producers";

    public string Summary => "A million items from four producers through a mesh.";

    public async Task<string> RunAsync(Random random, Watchdog watchdog)
    {
        int capacity = 1 << random.Next(5, 11);
        var link = new DataflowLinkOptions { PropagateCompletion = true };
        var options = new OrderedBlockOptions
        {
            BoundedCapacity = capacity,
            MaxDegreeOfParallelism = random.Next(2, 5),
            WorkerThreads = random.Next(2) == 0 ? WorkerThreads.Pool : WorkerThreads.Dedicated,
        };
        var entry = new BufferBlock<Tagged>(new DataflowBlockOptions { BoundedCapacity = capacity });
        var first = new OrderedTransformBlock<Tagged, Tagged>(static item => item, options);
        var second = new OrderedTransformBlock<Tagged, Tagged>(
            static async (item, _) =>
            {
                if (item.Number % 64 == 0)
                {
                    await Task.Yield();
                }

                return item;
            },
            options);
        var check = new SequenceCheck(Producers);
        var sink = new ActionBlock<Tagged>(
            item =>
            {
                check.Take(item);
                if (item.Number % 1000 == 0)
                {
                    watchdog.Progress();
                }
            },
            new ExecutionDataflowBlockOptions { BoundedCapacity = capacity });
        entry.LinkTo(first, link);
        first.LinkTo(second, link);
        second.LinkTo(sink, link);
        watchdog.Show(() => $"entry {entry.Count}; first {Describe(first)}; second {Describe(second)}; sink {sink.InputCount}");

        Task producing = Task.WhenAll(Enumerable.Range(0, Producers).Select(producer => Task.Run(async () =>
        {
            for (int number = 0; number < ItemsPerProducer; number++)
            {
                await entry.SendAsync(new Tagged(producer, number));
            }
        })));

        // The sink ends first only if it has found a violation; then the mesh is stuck, and its task says why.
        await await Task.WhenAny(producing, sink.Completion);
        entry.Complete();
        await sink.Completion;
        check.AssertAll(ItemsPerProducer);
        return $"{check.Count} items, capacity {capacity}, parallelism {options.MaxDegreeOfParallelism}, {options.WorkerThreads}";
    }

    private static string Describe(OrderedTransformBlock<Tagged, Tagged> block) =>
        $"{block.Statistics}; out {block.OutputCount}, {block.Completion.Status}";
}
