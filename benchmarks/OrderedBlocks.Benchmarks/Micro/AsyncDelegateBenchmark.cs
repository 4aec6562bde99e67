using System.Threading.Tasks.Dataflow;
using BenchmarkDotNet.Attributes;
using OrderedBlocks.Benchmarks.Contests;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Micro;

/// <summary>Asynchronous delegates: done at once, after a yield, and after a millisecond with 64 at the same time.</summary>
[InProcess]
[MemoryDiagnoser]
public class AsyncDelegateBenchmark
{
    private const int Items = 6400;

    private static readonly ExecutionDataflowBlockOptions s_many =
        new() { BoundedCapacity = Mesh.Capacity, MaxDegreeOfParallelism = 64 };

    public enum Way
    {
        Done,
        Yield,
        Delay,
    }

    [ParamsAllValues]
    public Way Ends { get; set; }

    private ExecutionDataflowBlockOptions Options => Ends == Way.Delay ? s_many : Mesh.Options;

    [Benchmark(Baseline = true, OperationsPerInvoke = Items)]
    public Task TransformBlock() =>
        Traffic.OneProducerAsync("TransformBlock", new TransformBlock<long, long>(TransformAsync, Options), Items);

    [Benchmark(OperationsPerInvoke = Items)]
    public Task OrderedTransformBlock() =>
        Traffic.OneProducerAsync("OrderedTransformBlock", new OrderedTransformBlock<long, long>(TransformAsync, Options), Items);

    private Task<long> TransformAsync(long item) => Ends switch
    {
        Way.Done => Task.FromResult(item),
        Way.Yield => YieldAsync(item),
        _ => DelayAsync(item),
    };

    private static async Task<long> YieldAsync(long item)
    {
        await Task.Yield();
        return item;
    }

    private static async Task<long> DelayAsync(long item)
    {
        await Task.Delay(1);
        return item;
    }
}
