using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Actors;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Pools;

/// <summary>Three small blocks in a row, and a check of what comes out at the end.</summary>
internal sealed class Chain
{
    private readonly List<OrderedTransformBlock<Tagged, Tagged>> _blocks = [];
    private readonly SequenceCheck _check;

    public Chain(StressRun run, int producers, WorkerThreadMode threads)
    {
        _check = new SequenceCheck(producers);
        var link = new DataflowLinkOptions { PropagateCompletion = true };
        for (int i = 0; i < 3; i++)
        {
            int yieldEvery = run.Random.Next(2, 50);
            var options = new OrderedBlockOptions
            {
                BoundedCapacity = run.Random.Next(1, 9),
                MaxDegreeOfParallelism = run.Random.Next(1, 4),
                WorkerThreadMode = threads,
            };
            OrderedTransformBlock<Tagged, Tagged> block = threads == WorkerThreadMode.Pool && i == 1
                ? new(
                    async item =>
                    {
                        if (item.Number % yieldEvery == 0)
                        {
                            await Task.Yield();
                        }

                        return item;
                    },
                    options)
                : new(static item => item, options);
            run.Show($"block {i}", block);
            if (i > 0)
            {
                _blocks[^1].LinkTo(block, link);
            }

            _blocks.Add(block);
        }

        _blocks[^1].LinkTo(new ShutterTarget<Tagged>(item =>
        {
            _check.Take(item);
            run.Watchdog.Progress();
        }));
    }

    public OrderedTransformBlock<Tagged, Tagged> Entry => _blocks[0];

    /// <summary>Ends it, waits on this thread for the end, and looks at what came out.</summary>
    public void End(int itemsPerProducer)
    {
        Entry.Complete();
        foreach (OrderedTransformBlock<Tagged, Tagged> block in _blocks)
        {
            block.Completion.GetAwaiter().GetResult();
        }

        _check.AssertAll(itemsPerProducer);
        foreach (OrderedTransformBlock<Tagged, Tagged> block in _blocks)
        {
            BlockCounters.AssertBalanced(block, _check.Count, _check.Count);
        }
    }
}
