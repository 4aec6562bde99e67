using System.Threading.Tasks.Dataflow;
using BenchmarkDotNet.Attributes;

namespace OrderedBlocks.Benchmarks;

/// <summary>
/// What an item costs on its way through a block: one asynchronous producer, a bounded block that works on two items at a
/// time, and a target that takes everything. The time of an operation is that of one item.
/// </summary>
[InProcess]
[MemoryDiagnoser]
public class TransformThroughput
{
    private const int Items = 200_000;

    private static readonly ExecutionDataflowBlockOptions s_options =
        new() { BoundedCapacity = 1024, MaxDegreeOfParallelism = 2 };

    private static readonly OrderedBlockOptions s_dedicated =
        new() { BoundedCapacity = 1024, MaxDegreeOfParallelism = 2, WorkerThreadMode = WorkerThreadMode.Dedicated };

    /// <summary>Rounds of a loop that make up one item's work; 0 for none.</summary>
    [Params(0, 100, 1000)]
    public int Work { get; set; }

    /// <summary>Dataflow's block.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Items)]
    public Task TransformBlock() => Run(new TransformBlock<long, long>(Transform, s_options));

    /// <summary>The block of this library.</summary>
    [Benchmark(OperationsPerInvoke = Items)]
    public Task OrderedTransformBlock() => Run(new OrderedTransformBlock<long, long>(Transform, s_options));

    /// <summary>The same on threads of the block's own.</summary>
    [Benchmark(OperationsPerInvoke = Items)]
    public Task OnDedicatedThreads() => Run(new OrderedTransformBlock<long, long>(Transform, s_dedicated));

    private static async Task Run(IPropagatorBlock<long, long> block)
    {
        block.LinkTo(DataflowBlock.NullTarget<long>());
        for (long item = 0; item < Items; item++)
        {
            if (!block.Post(item))
            {
                await block.SendAsync(item);
            }
        }

        block.Complete();
        await block.Completion;
    }

    private long Transform(long item)
    {
        ulong mixed = (ulong)item;
        for (int round = 0; round < Work; round++)
        {
            mixed = (mixed ^ (mixed >> 29)) * 0x9E3779B97F4A7C15;
        }

        return (long)mixed;
    }
}
