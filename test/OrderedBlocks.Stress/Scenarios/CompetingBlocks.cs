using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Scenarios;

/// <summary>
/// Actors: ordered blocks of capacity 1 and 2 that compete for what one buffer offers (the mesh in which dotnet/runtime#31513
/// lost items). Allowed: every item comes out of one of them, in each of them in the order of sending. Forbidden: an item
/// that comes out twice or never.
/// </summary>
internal sealed class CompetingBlocks : IScenario
{
    public string Name => "competing-blocks";

    public string Summary => "Blocks of capacity 1 and 2 compete for one buffer's items.";

    public async Task RunAsync(StressRun run)
    {
        Random random = run.Random;
        Watchdog watchdog = run.Watchdog;
        int items = run.Pick(100_000, 300_000);
        var source = new BufferBlock<int>();
        int[] seen = new int[items];
        List<ActionBlock<int>> sinks = [];
        List<OrderedTransformBlock<int, int>> blocks = [];
        int competitors = random.Next(2, 5);
        long[] taken = new long[competitors];
        for (int i = 0; i < competitors; i++)
        {
            int last = -1;
            int self = i;
            var block = new OrderedTransformBlock<int, int>(
                static item => item,
                new ExecutionDataflowBlockOptions { BoundedCapacity = 1 + (i % 2), MaxDegreeOfParallelism = 1 + (i % 3) });
            var sink = new ActionBlock<int>(item =>
            {
                if (item <= last)
                {
                    throw new ViolationException($"{item} came out after {last}.");
                }

                last = item;
                taken[self]++;
                Interlocked.Increment(ref seen[item]);
                watchdog.Progress();
            });
            source.LinkTo(block, new DataflowLinkOptions { PropagateCompletion = true });
            block.LinkTo(sink, new DataflowLinkOptions { PropagateCompletion = true });
            run.Show($"competitor {i}", block);
            blocks.Add(block);
            sinks.Add(sink);
        }

        watchdog.Show(() => $"source {source.Count}");
        for (int item = 0; item < items; item++)
        {
            source.Post(item);
        }

        source.Complete();
        await Task.WhenAll(sinks.Select(static sink => sink.Completion));
        int wrong = Array.FindIndex(seen, static count => count != 1);
        if (wrong >= 0)
        {
            throw new ViolationException($"Item {wrong} came out {seen[wrong]} times.");
        }

        for (int i = 0; i < blocks.Count; i++)
        {
            await blocks[i].Completion;
            BlockCounters.AssertBalanced(blocks[i], taken[i], taken[i]);
        }

        run.Count("items", items);
        run.Count("competitors", competitors);
    }
}
