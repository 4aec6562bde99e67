using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Stress.Scenarios;

/// <summary>
/// Actors: ordered blocks of capacity 1 and 2 that compete for what one buffer offers (the mesh in which dotnet/runtime#31513
/// lost items). Allowed: every item comes out of one of them, in each of them in the order of sending. Forbidden: an item
/// that comes out twice or never.
/// </summary>
internal sealed class CompetingBlocks : IScenario
{
    private const int Items = 100_000;

    public string Name => "competing-blocks";

    public string Summary => "Blocks of capacity 1 and 2 compete for one buffer's items.";

    public async Task<string> RunAsync(Random random, Watchdog watchdog)
    {
        var source = new BufferBlock<int>();
        int[] seen = new int[Items];
        List<ActionBlock<int>> sinks = [];
        List<OrderedTransformBlock<int, int>> blocks = [];
        int competitors = random.Next(2, 5);
        for (int i = 0; i < competitors; i++)
        {
            int last = -1;
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
                Interlocked.Increment(ref seen[item]);
                watchdog.Progress();
            });
            source.LinkTo(block, new DataflowLinkOptions { PropagateCompletion = true });
            block.LinkTo(sink, new DataflowLinkOptions { PropagateCompletion = true });
            blocks.Add(block);
            sinks.Add(sink);
        }

        watchdog.Show(() => $"source {source.Count}; " + string.Join("; ", blocks.Select(static block =>
            $"in {block.InputCount}, out {block.OutputCount}, {block.Completion.Status}")));
        for (int item = 0; item < Items; item++)
        {
            source.Post(item);
        }

        source.Complete();
        await Task.WhenAll(sinks.Select(static sink => sink.Completion));
        int wrong = Array.FindIndex(seen, static count => count != 1);
        return wrong < 0
            ? $"{Items} items, {competitors} competitors"
            : throw new ViolationException($"Item {wrong} came out {seen[wrong]} times.");
    }
}
