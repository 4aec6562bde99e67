namespace OrderedBlocks.Tests.Conformance.Subjects;

/// <summary>The library's block with items that are ordered by key: each has a key of its own, so nothing else is different.</summary>
public abstract class KeyedTransformBlockSubject(OptionSet optionSet) : OrderedTransformBlockSubject(optionSet)
{
    /// <inheritdoc/>
    public override IPropagatorBlock<TInput, TOutput> Create<TInput, TOutput>(
        Func<TInput, TOutput> transform, ExecutionDataflowBlockOptions options) =>
        base.Create(transform, WithKeys<TInput>(options));

    /// <inheritdoc/>
    public override IPropagatorBlock<TInput, TOutput> Create<TInput, TOutput>(
        Func<TInput, Task<TOutput>> transform, ExecutionDataflowBlockOptions options) =>
        base.Create(transform, WithKeys<TInput>(options));

    /// <inheritdoc/>
    public override IPropagatorBlock<TInput, TOutput> Create<TInput, TOutput>(
        Func<TInput, CancellationToken, ValueTask<TOutput>> transform, ExecutionDataflowBlockOptions options) =>
        base.Create(transform, WithKeys<TInput>(options));

    // A test may ask what comes of no options at all.
    private static OrderedBlockOptions<TInput, object> WithKeys<TInput>(ExecutionDataflowBlockOptions options) =>
        options is null ? null! : new OrderedBlockOptions<TInput, object>
        {
            KeySelector = static _ => new object(),
            BoundedCapacity = options.BoundedCapacity,
            CancellationToken = options.CancellationToken,
            EnsureOrdered = options.EnsureOrdered,
            MaxDegreeOfParallelism = options.MaxDegreeOfParallelism,
            MaxMessagesPerTask = options.MaxMessagesPerTask,
            NameFormat = options.NameFormat,
            SingleProducerConstrained = options.SingleProducerConstrained,
            TaskScheduler = options.TaskScheduler,
            WorkerThreadMode = (options as OrderedBlockOptions)?.WorkerThreadMode ?? WorkerThreadMode.Pool,
        };
}
