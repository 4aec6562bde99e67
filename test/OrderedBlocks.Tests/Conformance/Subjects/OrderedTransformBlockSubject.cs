namespace OrderedBlocks.Tests.Conformance.Subjects;

/// <summary>The library's block, with the points in which it is better than Dataflow's on purpose.</summary>
public abstract class OrderedTransformBlockSubject(OptionSet optionSet) : BlockSubject(optionSet)
{
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
    public override bool LinkToThrowsWhatTheTargetThrows => false;

    /// <inheritdoc/>
    public override bool ATargetThatThrowsIsAskedOnce => true;

    /// <inheritdoc/>
    public override bool CountsDroppedItems => true;

    /// <inheritdoc/>
    public override IPropagatorBlock<TInput, TOutput> Create<TInput, TOutput>(
        Func<TInput, TOutput> transform, ExecutionDataflowBlockOptions options) =>
        new OrderedTransformBlock<TInput, TOutput>(transform, options);

    /// <inheritdoc/>
    public override IPropagatorBlock<TInput, TOutput> Create<TInput, TOutput>(
        Func<TInput, Task<TOutput>> transform, ExecutionDataflowBlockOptions options) =>
        new OrderedTransformBlock<TInput, TOutput>(transform, options);

    /// <inheritdoc/>
    public override IPropagatorBlock<TInput, TOutput> Create<TInput, TOutput>(
        Func<TInput, CancellationToken, ValueTask<TOutput>> transform, ExecutionDataflowBlockOptions options) =>
        new OrderedTransformBlock<TInput, TOutput>(transform, options);

    /// <inheritdoc/>
    public override IPropagatorBlock<TInput, TOutput> CreateWithoutOptions<TInput, TOutput>(
        Func<TInput, TOutput> transform) => new OrderedTransformBlock<TInput, TOutput>(transform);

    /// <inheritdoc/>
    public override int InputCount(IPropagatorBlock<int, int> block) =>
        ((OrderedTransformBlock<int, int>)block).InputCount;

    /// <inheritdoc/>
    public override int OutputCount(IPropagatorBlock<int, int> block) =>
        ((OrderedTransformBlock<int, int>)block).OutputCount;

    /// <inheritdoc/>
    public override long LostCount(IPropagatorBlock<int, int> block)
    {
        OrderedBlockStatistics statistics = ((OrderedTransformBlock<int, int>)block).Statistics;
        return statistics.Failed + statistics.Dropped;
    }
}
