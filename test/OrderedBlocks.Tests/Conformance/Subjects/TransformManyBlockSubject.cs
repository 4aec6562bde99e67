namespace OrderedBlocks.Tests.Conformance.Subjects;

/// <summary>Dataflow's own block, which proves the suites of blocks that make any number of outputs.</summary>
public abstract class TransformManyBlockSubject(OptionSet optionSet) : OneToManySubject(optionSet)
{
    // A stream's outputs are kept one by one, a sequence's when it has been enumerated.
    /// <inheritdoc/>
    public override bool ACanceledItemKeepsItsOutputs => OptionSet.Shape == DelegateShape.AsyncStream;

    /// <inheritdoc/>
    public override IPropagatorBlock<TInput, TOutput> CreateFromSequences<TInput, TOutput>(
        Func<TInput, IEnumerable<TOutput>> transform, ExecutionDataflowBlockOptions options) =>
        new TransformManyBlock<TInput, TOutput>(transform, options);

    /// <inheritdoc/>
    public override IPropagatorBlock<TInput, TOutput> CreateFromTasks<TInput, TOutput>(
        Func<TInput, Task<IEnumerable<TOutput>>> transform, ExecutionDataflowBlockOptions options) =>
        new TransformManyBlock<TInput, TOutput>(transform, options);

    /// <inheritdoc/>
    public override IPropagatorBlock<TInput, TOutput> CreateFromStreams<TInput, TOutput>(
        Func<TInput, IAsyncEnumerable<TOutput>> transform, ExecutionDataflowBlockOptions options) =>
        new TransformManyBlock<TInput, TOutput>(transform, options);

    /// <inheritdoc/>
    public override IPropagatorBlock<TInput, TOutput> CreateFromSequencesWithoutOptions<TInput, TOutput>(
        Func<TInput, IEnumerable<TOutput>> transform) => new TransformManyBlock<TInput, TOutput>(transform);

    /// <inheritdoc/>
    public override int InputCount(IPropagatorBlock<int, int> block) => ((TransformManyBlock<int, int>)block).InputCount;

    /// <inheritdoc/>
    public override int OutputCount(IPropagatorBlock<int, int> block) => ((TransformManyBlock<int, int>)block).OutputCount;
}
