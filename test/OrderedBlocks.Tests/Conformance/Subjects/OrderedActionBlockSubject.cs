namespace OrderedBlocks.Tests.Conformance.Subjects;

/// <summary>
/// The library's block that ends in a delegate, which hands the results to whoever wants them, one at a time. What is asked of
/// blocks as targets, of their execution and of their end is asked of it, too.
/// </summary>
public abstract class OrderedActionBlockSubject(OptionSet optionSet) : BlockSubject(optionSet)
{
    /// <inheritdoc/>
    public override bool TakingFreesThePlaceAtOnce => false;

    /// <inheritdoc/>
    public override bool NothingAfterAFailedItemComesOut => true;

    /// <inheritdoc/>
    public override bool CancelAfterCompleteEnds => true;

    /// <inheritdoc/>
    public override bool FaultAfterCompleteIsRecorded => true;

    /// <inheritdoc/>
    public override bool PendingSendsEndAtOnce => true;

    /// <inheritdoc/>
    public override bool DelegatesGetAToken => true;

    /// <inheritdoc/>
    public override bool RefusesToGiveUpOrder => true;

    /// <inheritdoc/>
    public override bool CountsDroppedItems => true;

    /// <inheritdoc/>
    public override string DelegateParameter => "produce";

    /// <inheritdoc/>
    public override string OptionsParameter => "dataflowBlockOptions";

    /// <inheritdoc/>
    public override IPropagatorBlock<TInput, TOutput> Create<TInput, TOutput>(
        Func<TInput, TOutput> transform, ExecutionDataflowBlockOptions options) =>
        new ConsumedOutlet<TInput, TOutput>(consume => new(transform, consume, options));

    /// <inheritdoc/>
    public override IPropagatorBlock<TInput, TOutput> Create<TInput, TOutput>(
        Func<TInput, Task<TOutput>> transform, ExecutionDataflowBlockOptions options) =>
        new ConsumedOutlet<TInput, TOutput>(consume => new(transform, consume, options));

    /// <inheritdoc/>
    public override IPropagatorBlock<TInput, TOutput> Create<TInput, TOutput>(
        Func<TInput, CancellationToken, ValueTask<TOutput>> transform, ExecutionDataflowBlockOptions options) =>
        new ConsumedOutlet<TInput, TOutput>(consume => new(transform, consume, options));

    /// <inheritdoc/>
    public override IPropagatorBlock<TInput, TOutput> CreateWithoutOptions<TInput, TOutput>(
        Func<TInput, TOutput> transform) => new ConsumedOutlet<TInput, TOutput>(consume => new(transform, consume));

    /// <inheritdoc/>
    public override IDataflowBlock TargetOf(IPropagatorBlock<int, int> block) => BlockOf(block);

    /// <inheritdoc/>
    public override int InputCount(IPropagatorBlock<int, int> block) => BlockOf(block).InputCount;

    /// <inheritdoc/>
    public override int OutputCount(IPropagatorBlock<int, int> block) => ((ConsumedOutlet<int, int>)block).OutputCount;

    /// <inheritdoc/>
    public override long LostCount(IPropagatorBlock<int, int> block)
    {
        OrderedBlockStatistics statistics = BlockOf(block).Statistics;
        return statistics.Failed + statistics.Dropped;
    }

    private static OrderedActionBlock<int, int> BlockOf(IPropagatorBlock<int, int> block) =>
        ((ConsumedOutlet<int, int>)block).Block;
}
