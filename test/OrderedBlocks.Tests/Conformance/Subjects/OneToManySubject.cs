namespace OrderedBlocks.Tests.Conformance.Subjects;

/// <summary>
/// A block that makes any number of outputs of an item. To the tests of blocks that make one of each it is such a block: its
/// sequences and streams then have a single element.
/// </summary>
public abstract class OneToManySubject(OptionSet optionSet) : BlockSubject(optionSet)
{
    /// <summary>
    /// The outputs that are made and not taken are limited: a sequence or stream is one output ahead of the room there is, and waits.
    /// Without it each is enumerated to its end at once, and the bound is exceeded by what that yields.
    /// </summary>
    public virtual bool BoundsItsOutputs => false;

    /// <summary>
    /// An item counts once against the bound of the input, until its last output has left. Without it each of its outputs does.
    /// </summary>
    public virtual bool AnItemTakesOnePlace => false;

    /// <summary>
    /// An item without outputs takes its place until it is its turn to have some. Without it the place is free as soon as that is known.
    /// </summary>
    public virtual bool AnItemWithoutOutputsKeepsItsPlace => false;

    /// <summary>
    /// When the block is faulted or canceled, nothing more comes out, and the sequences and streams under way are not asked for more.
    /// Without it they are enumerated to their ends, and of what they yield the beginning may still come out.
    /// </summary>
    public virtual bool StopsEnumeratingWhenEnded => false;

    /// <summary>
    /// What an item has put out before one of its outputs is canceled comes out. Without it that holds for the first item
    /// only; of a later one nothing comes out then.
    /// </summary>
    public virtual bool ACanceledItemKeepsItsOutputs => false;

    /// <summary>Makes a block with a delegate that returns sequences.</summary>
    public abstract IPropagatorBlock<TInput, TOutput> CreateFromSequences<TInput, TOutput>(
        Func<TInput, IEnumerable<TOutput>> transform, ExecutionDataflowBlockOptions options);

    /// <summary>Makes a block with a delegate that returns tasks of sequences.</summary>
    public abstract IPropagatorBlock<TInput, TOutput> CreateFromTasks<TInput, TOutput>(
        Func<TInput, Task<IEnumerable<TOutput>>> transform, ExecutionDataflowBlockOptions options);

    /// <summary>Makes a block with a delegate that returns asynchronous streams.</summary>
    public abstract IPropagatorBlock<TInput, TOutput> CreateFromStreams<TInput, TOutput>(
        Func<TInput, IAsyncEnumerable<TOutput>> transform, ExecutionDataflowBlockOptions options);

    /// <summary>Makes a block whose streams get a token. Only with <see cref="BlockSubject.DelegatesGetAToken"/>.</summary>
    public virtual IPropagatorBlock<TInput, TOutput> CreateFromStreams<TInput, TOutput>(
        Func<TInput, CancellationToken, IAsyncEnumerable<TOutput>> transform, ExecutionDataflowBlockOptions options) =>
        throw new NotSupportedException("This block has no delegate with a token.");

    /// <summary>Makes a block by the constructor without options.</summary>
    public abstract IPropagatorBlock<TInput, TOutput> CreateFromSequencesWithoutOptions<TInput, TOutput>(
        Func<TInput, IEnumerable<TOutput>> transform);

    /// <summary>The same options with limits for the outputs, where the block has them (<see cref="BoundsItsOutputs"/>).</summary>
    public virtual ExecutionDataflowBlockOptions LimitOutputs(
        ExecutionDataflowBlockOptions options, int capacity, int capacityPerItem) => options;

    /// <summary>
    /// Makes a block of the subject's own shape. A sequence that is not asynchronous blocks its thread while the stream does not
    /// go on.
    /// </summary>
    public IPropagatorBlock<TInput, TOutput> CreateManyInShape<TInput, TOutput>(
        Func<TInput, IAsyncEnumerable<TOutput>> transform, ExecutionDataflowBlockOptions options) => OptionSet.Shape switch
        {
            DelegateShape.AsyncStream => CreateFromStreams(transform, options),
            DelegateShape.ValueTaskWithToken => CreateFromStreams<TInput, TOutput>((item, _) => transform(item), options),
            DelegateShape.Task => CreateFromTasks<TInput, TOutput>(
                async item =>
                {
                    await Task.Yield();
                    return transform(item).ToBlockingEnumerable();
                },
                options),
            _ => CreateFromSequences<TInput, TOutput>(item => transform(item).ToBlockingEnumerable(), options),
        };

    /// <inheritdoc/>
    public sealed override IPropagatorBlock<TInput, TOutput> CreateInShape<TInput, TOutput>(
        Func<TInput, Task<TOutput>> transform, ExecutionDataflowBlockOptions options) =>
        OptionSet.Shape is DelegateShape.LazySequence or DelegateShape.AsyncStream
            ? CreateManyInShape(OneOutput.Stream(transform), options)
            : base.CreateInShape(transform, options);

    /// <inheritdoc/>
    public sealed override IPropagatorBlock<TInput, TOutput> Create<TInput, TOutput>(
        Func<TInput, TOutput> transform, ExecutionDataflowBlockOptions options) => CreateFromSequences(
            OptionSet.Shape == DelegateShape.LazySequence ? OneOutput.LazySequence(transform) : OneOutput.Sequence(transform), options);

    /// <inheritdoc/>
    public sealed override IPropagatorBlock<TInput, TOutput> Create<TInput, TOutput>(
        Func<TInput, Task<TOutput>> transform, ExecutionDataflowBlockOptions options) =>
        CreateFromTasks(OneOutput.TaskOfSequence(transform), options);

    /// <inheritdoc/>
    public sealed override IPropagatorBlock<TInput, TOutput> Create<TInput, TOutput>(
        Func<TInput, CancellationToken, ValueTask<TOutput>> transform, ExecutionDataflowBlockOptions options) =>
        CreateFromStreams(OneOutput.Stream(transform), options);

    /// <inheritdoc/>
    public sealed override IPropagatorBlock<TInput, TOutput> CreateWithoutOptions<TInput, TOutput>(
        Func<TInput, TOutput> transform) => CreateFromSequencesWithoutOptions(OneOutput.Sequence(transform));
}
