using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Benchmarks.Support;

/// <summary>The one shape of mesh that is measured: its sizes, its producer and its end.</summary>
internal static class Mesh
{
    public const int Capacity = 1024;

    public const int Parallelism = 2;

    public static ExecutionDataflowBlockOptions Options { get; } =
        new() { BoundedCapacity = Capacity, MaxDegreeOfParallelism = Parallelism };

    /// <summary>The same for a block that may put its producer to work.</summary>
    public static OrderedBlockOptions CallerRunsOptions { get; } = new()
    {
        BoundedCapacity = Capacity,
        MaxDegreeOfParallelism = Parallelism,
        CallerRuns = true,
    };

    /// <summary>The usual producer: posts, and waits only when it has to. Says how often it had to.</summary>
    public static async Task<int> SendAllAsync(ITargetBlock<long> target, int items)
    {
        int waits = 0;
        for (long item = 0; item < items; item++)
        {
            if (!target.Post(item))
            {
                waits++;
                await target.SendAsync(item);
            }
        }

        target.Complete();
        return waits;
    }

    /// <summary>Sends through a block with an <see cref="ActionBlock{TInput}"/> behind it; waits for the end of both.</summary>
    public static async Task<int> SendThroughAsync(IPropagatorBlock<long, long> block, OrderedSink sink, int items)
    {
        var last = new ActionBlock<long>(sink.Take, new ExecutionDataflowBlockOptions { BoundedCapacity = Capacity });
        block.LinkTo(last, new DataflowLinkOptions { PropagateCompletion = true });
        int waits = await SendAllAsync(block, items);
        await last.Completion;
        return waits;
    }
}
