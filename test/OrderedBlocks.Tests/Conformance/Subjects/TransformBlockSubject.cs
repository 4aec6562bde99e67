namespace OrderedBlocks.Tests.Conformance.Subjects;

/// <summary>Dataflow's own block, which proves the suite: it declares none of the deliberate differences.</summary>
public abstract class TransformBlockSubject(OptionSet optionSet) : BlockSubject(optionSet)
{
    /// <inheritdoc/>
    public override IPropagatorBlock<TInput, TOutput> Create<TInput, TOutput>(
        Func<TInput, TOutput> transform, ExecutionDataflowBlockOptions options) =>
        new TransformBlock<TInput, TOutput>(transform, options);

    /// <inheritdoc/>
    public override IPropagatorBlock<TInput, TOutput> Create<TInput, TOutput>(
        Func<TInput, Task<TOutput>> transform, ExecutionDataflowBlockOptions options) =>
        new TransformBlock<TInput, TOutput>(transform, options);

    /// <inheritdoc/>
    public override IPropagatorBlock<TInput, TOutput> CreateWithoutOptions<TInput, TOutput>(
        Func<TInput, TOutput> transform) => new TransformBlock<TInput, TOutput>(transform);

    /// <inheritdoc/>
    public override int InputCount(IPropagatorBlock<int, int> block) => ((TransformBlock<int, int>)block).InputCount;

    /// <inheritdoc/>
    public override int OutputCount(IPropagatorBlock<int, int> block) => ((TransformBlock<int, int>)block).OutputCount;
}
