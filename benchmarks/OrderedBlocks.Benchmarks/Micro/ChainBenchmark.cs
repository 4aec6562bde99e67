using System.Threading.Tasks.Dataflow;
using BenchmarkDotNet.Attributes;
using OrderedBlocks.Benchmarks.Contests;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Micro;

/// <summary>Three blocks in a row.</summary>
[InProcess]
[MemoryDiagnoser]
public class ChainBenchmark
{
    private const int Items = 100_000;

    private readonly DataflowLinkOptions _link = new() { PropagateCompletion = true };

    [Benchmark(Baseline = true, OperationsPerInvoke = Items)]
    public Task TransformBlock() => Run(BlockKind.Dataflow);

    [Benchmark(OperationsPerInvoke = Items)]
    public Task OrderedTransformBlock() => Run(BlockKind.Ordered);

    private Task Run(BlockKind kind)
    {
        IPropagatorBlock<long, long>[] blocks =
            [.. Enumerable.Range(0, 3).Select(_ => kind.Create(static item => item, Mesh.Options))];
        blocks[0].LinkTo(blocks[1], _link);
        blocks[1].LinkTo(blocks[2], _link);
        return Traffic.OneProducerAsync(kind.Name, DataflowBlock.Encapsulate(blocks[0], blocks[2]), Items);
    }
}
