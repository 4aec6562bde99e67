using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>This library's blocks.</summary>
internal sealed class OurVendor : IVendor
{
    public IPropagatorBlock<TInput, TOutput> Transform<TInput, TOutput>(
        Func<TInput, TOutput> transform, ExecutionDataflowBlockOptions options) =>
        new OrderedTransformBlock<TInput, TOutput>(transform, options);

    public IPropagatorBlock<TInput, TOutput> TransformAsync<TInput, TOutput>(
        Func<TInput, Task<TOutput>> transform, ExecutionDataflowBlockOptions options) =>
        new OrderedTransformBlock<TInput, TOutput>(transform, options);

    public IPropagatorBlock<TInput, TOutput> Many<TInput, TOutput>(
        Func<TInput, IEnumerable<TOutput>> transform, ExecutionDataflowBlockOptions options) =>
        new OrderedTransformManyBlock<TInput, TOutput>(transform, options);

    public IPropagatorBlock<TInput, TOutput> ManyAsync<TInput, TOutput>(
        Func<TInput, IAsyncEnumerable<TOutput>> transform, ExecutionDataflowBlockOptions options) =>
        new OrderedTransformManyBlock<TInput, TOutput>(transform, options);

    public (ITargetBlock<long> Head, Task End) Stage(
        Func<long, long> produce, Func<long, Task> consume, ExecutionDataflowBlockOptions options) =>
        Whole(new OrderedActionBlock<long, long>(produce, consume, options));

    public (ITargetBlock<long> Head, Task End) StageAsync(
        Func<long, Task<long>> produce, Func<long, Task> consume, ExecutionDataflowBlockOptions options) =>
        Whole(new OrderedActionBlock<long, long>(produce, consume, options));

    public (ITargetBlock<long> Head, Task End) Stage(
        Func<long, long> produce, Action<long> consume, ExecutionDataflowBlockOptions options) =>
        Whole(new OrderedActionBlock<long, long>(produce, consume, options));

    private static (ITargetBlock<long> Head, Task End) Whole(OrderedActionBlock<long, long> block) => (block, block.Completion);
}
