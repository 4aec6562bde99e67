using System.Threading.Tasks.Dataflow;
using BenchmarkDotNet.Attributes;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Micro;

/// <summary>What it costs to hand an item to a block, whose workers never run: accepting alone.</summary>
[InProcess]
[MemoryDiagnoser]
public class PostBenchmark
{
    private const int Items = 10_000;

    private readonly ExecutionDataflowBlockOptions _options =
        new() { BoundedCapacity = Items, TaskScheduler = new HeldScheduler(), MaxDegreeOfParallelism = 2 };

    [Benchmark(Baseline = true, OperationsPerInvoke = Items)]
    public int TransformBlock() => Post(new TransformBlock<long, long>(static item => item, _options));

    [Benchmark(OperationsPerInvoke = Items)]
    public int OrderedTransformBlock() => Post(new OrderedTransformBlock<long, long>(static item => item, _options));

    [Benchmark(OperationsPerInvoke = Items)]
    public int OrderedActionBlock() =>
        Post(new OrderedActionBlock<long, long>(static item => item, static _ => { }, _options));

    private static int Post(ITargetBlock<long> block)
    {
        int accepted = 0;
        for (long item = 0; item < Items; item++)
        {
            accepted += block.Post(item) ? 1 : 0;
        }

        return accepted == Items
            ? accepted
            : throw new MeasurementException("A block did not take as many items as it has places.");
    }
}
