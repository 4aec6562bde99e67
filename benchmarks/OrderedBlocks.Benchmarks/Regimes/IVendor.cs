using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>Makes the blocks of one side, so that a mesh is written once for both.</summary>
internal interface IVendor
{
    IPropagatorBlock<TInput, TOutput> Transform<TInput, TOutput>(
        Func<TInput, TOutput> transform, ExecutionDataflowBlockOptions options);

    IPropagatorBlock<TInput, TOutput> TransformAsync<TInput, TOutput>(
        Func<TInput, Task<TOutput>> transform, ExecutionDataflowBlockOptions options);

    IPropagatorBlock<TInput, TOutput> Many<TInput, TOutput>(
        Func<TInput, IEnumerable<TOutput>> transform, ExecutionDataflowBlockOptions options);

    IPropagatorBlock<TInput, TOutput> ManyAsync<TInput, TOutput>(
        Func<TInput, IAsyncEnumerable<TOutput>> transform, ExecutionDataflowBlockOptions options);

    /// <summary>What produces in parallel and consumes in order: one block, or two of them linked.</summary>
    (ITargetBlock<long> Head, Task End) Stage(
        Func<long, long> produce, Func<long, Task> consume, ExecutionDataflowBlockOptions options);

    /// <summary>The same with an asynchronous producing delegate.</summary>
    (ITargetBlock<long> Head, Task End) StageAsync(
        Func<long, Task<long>> produce, Func<long, Task> consume, ExecutionDataflowBlockOptions options);

    /// <summary>The same with two synchronous delegates.</summary>
    (ITargetBlock<long> Head, Task End) Stage(
        Func<long, long> produce, Action<long> consume, ExecutionDataflowBlockOptions options);
}
