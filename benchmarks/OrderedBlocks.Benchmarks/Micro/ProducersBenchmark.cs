using System.Threading.Tasks.Dataflow;
using BenchmarkDotNet.Attributes;
using OrderedBlocks.Benchmarks.Contests;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Micro;

/// <summary>One producer and four, into a bounded block and into an unbounded one.</summary>
[InProcess]
[MemoryDiagnoser]
public class ProducersBenchmark
{
    private const int Items = 100_000;

    [Params(1, 4)]
    public int Producers { get; set; }

    [Params(Mesh.Capacity, DataflowBlockOptions.Unbounded)]
    public int Capacity { get; set; }

    [Benchmark(Baseline = true, OperationsPerInvoke = Items)]
    public Task TransformBlock() => Run(BlockKind.Dataflow);

    [Benchmark(OperationsPerInvoke = Items)]
    public Task OrderedTransformBlock() => Run(BlockKind.Ordered);

    private Task Run(BlockKind kind)
    {
        var options = new ExecutionDataflowBlockOptions { BoundedCapacity = Capacity, MaxDegreeOfParallelism = Mesh.Parallelism };
        return Traffic.ProducersAsync(kind.Name, kind.Create(static item => item, options), Producers, Items / Producers);
    }
}
