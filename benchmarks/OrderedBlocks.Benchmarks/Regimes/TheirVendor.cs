using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>Dataflow's blocks.</summary>
internal sealed class TheirVendor : IVendor
{
    public IPropagatorBlock<TInput, TOutput> Transform<TInput, TOutput>(
        Func<TInput, TOutput> transform, ExecutionDataflowBlockOptions options) =>
        new TransformBlock<TInput, TOutput>(transform, options);

    public IPropagatorBlock<TInput, TOutput> TransformAsync<TInput, TOutput>(
        Func<TInput, Task<TOutput>> transform, ExecutionDataflowBlockOptions options) =>
        new TransformBlock<TInput, TOutput>(transform, options);

    public IPropagatorBlock<TInput, TOutput> Many<TInput, TOutput>(
        Func<TInput, IEnumerable<TOutput>> transform, ExecutionDataflowBlockOptions options) =>
        new TransformManyBlock<TInput, TOutput>(transform, options);

    public IPropagatorBlock<TInput, TOutput> ManyAsync<TInput, TOutput>(
        Func<TInput, IAsyncEnumerable<TOutput>> transform, ExecutionDataflowBlockOptions options) =>
        new TransformManyBlock<TInput, TOutput>(transform, options);

    public (ITargetBlock<long> Head, Task End) Stage(
        Func<long, long> produce, Func<long, Task> consume, ExecutionDataflowBlockOptions options) =>
        Linked(new TransformBlock<long, long>(produce, options), new ActionBlock<long>(consume, Bound(options)));

    public (ITargetBlock<long> Head, Task End) StageAsync(
        Func<long, Task<long>> produce, Func<long, Task> consume, ExecutionDataflowBlockOptions options) =>
        Linked(new TransformBlock<long, long>(produce, options), new ActionBlock<long>(consume, Bound(options)));

    public (ITargetBlock<long> Head, Task End) Stage(
        Func<long, long> produce, Action<long> consume, ExecutionDataflowBlockOptions options) =>
        Linked(new TransformBlock<long, long>(produce, options), new ActionBlock<long>(consume, Bound(options)));

    private static ExecutionDataflowBlockOptions Bound(ExecutionDataflowBlockOptions options) =>
        new() { BoundedCapacity = options.BoundedCapacity };

    private static (ITargetBlock<long> Head, Task End) Linked(TransformBlock<long, long> block, ActionBlock<long> last)
    {
        block.LinkTo(last, Flow.Propagate);
        return (block, last.Completion);
    }
}
