using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Scenarios;

/// <summary>
/// Actors: four producers that send a million items, or two, through buffer, ordered block, ordered block and sink, all bounded.
/// Allowed: each producer's exact sequence comes out. Forbidden: anything else.
/// </summary>
internal sealed class FourProducers : IScenario
{
    private const int Producers = 4;

    public string Name => "four-producers";

    public string Summary => "A million items or two from four producers through a mesh of bounded blocks.";

    public async Task RunAsync(StressRun run)
    {
        Random random = run.Random;
        Watchdog watchdog = run.Watchdog;
        int itemsPerProducer = run.Pick(250_000, 500_000);
        int capacity = 1 << random.Next(5, 11);
        var link = new DataflowLinkOptions { PropagateCompletion = true };
        var options = new ExecutionDataflowBlockOptions { BoundedCapacity = capacity, MaxDegreeOfParallelism = random.Next(2, 5) };
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
        watchdog.Show(() => $"entry {entry.Count}; sink {sink.InputCount}");
        run.Show("first", first);
        run.Show("second", second);

        Task producing = Task.WhenAll(Enumerable.Range(0, Producers).Select(producer => Task.Run(async () =>
        {
            for (int number = 0; number < itemsPerProducer; number++)
            {
                await entry.SendAsync(new Tagged(producer, number));
            }
        })));

        // The sink ends first only if it has found a violation; then the mesh is stuck, and its task says why.
        await await Task.WhenAny(producing, sink.Completion);
        entry.Complete();
        await sink.Completion;
        check.AssertAll(itemsPerProducer);
        BlockCounters.AssertBalanced(first, check.Count, check.Count);
        BlockCounters.AssertBalanced(second, check.Count, check.Count);
        run.Count("items", check.Count);
    }
}
