using System.Threading.Tasks.Dataflow;
using BenchmarkDotNet.Attributes;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Micro;

/// <summary>Items that are references, and items of 64 bytes.</summary>
[InProcess]
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkDotNet.Configs.BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class ItemTypeBenchmark
{
    private const int Items = 100_000;

    // made beforehand, so that what is counted is the block's
    private readonly object[] _boxes = [.. Enumerable.Range(0, Items).Select(static number => (object)(long)number)];

    private readonly DataflowLinkOptions _link = new() { PropagateCompletion = true };

    [Benchmark(Baseline = true, OperationsPerInvoke = Items)]
    [BenchmarkCategory("references")]
    public Task TransformBlockReferences() => References(new TransformBlock<object, object>(static item => item, Mesh.Options));

    [Benchmark(OperationsPerInvoke = Items)]
    [BenchmarkCategory("references")]
    public Task OrderedTransformBlockReferences() =>
        References(new OrderedTransformBlock<object, object>(static item => item, Mesh.Options));

    [Benchmark(Baseline = true, OperationsPerInvoke = Items)]
    [BenchmarkCategory("64 bytes")]
    public Task TransformBlockWide() => WideItems(new TransformBlock<Wide, Wide>(static item => item, Mesh.Options));

    [Benchmark(OperationsPerInvoke = Items)]
    [BenchmarkCategory("64 bytes")]
    public Task OrderedTransformBlockWide() =>
        WideItems(new OrderedTransformBlock<Wide, Wide>(static item => item, Mesh.Options));

    private Task References(IPropagatorBlock<object, object> block) =>
        Run(block, number => _boxes[number], static item => (long)item);

    private Task WideItems(IPropagatorBlock<Wide, Wide> block) =>
        Run(block, static number => new Wide(number), static item => item.Number);

    private async Task Run<T>(IPropagatorBlock<T, T> block, Func<int, T> item, Func<T, long> number)
    {
        var sink = new OrderedSink();
        var target = new SinkTarget<T>(result => sink.Take(number(result)));
        block.LinkTo(target, _link);
        for (int index = 0; index < Items; index++)
        {
            T next = item(index);
            if (!block.Post(next))
            {
                await block.SendAsync(next);
            }
        }

        block.Complete();
        await target.Completion;
        sink.Verify(typeof(T).Name, Items);
    }
}
