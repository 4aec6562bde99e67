namespace OrderedBlocks.Tests.Conformance.Subjects;

/// <summary>
/// The library's block that makes any number of outputs of an item, with the points in which it is better than Dataflow's on purpose.
/// </summary>
public abstract class OrderedTransformManyBlockSubject(OptionSet optionSet) : OneToManySubject(optionSet)
{
    /// <inheritdoc/>
    public override bool TakingFreesThePlaceAtOnce => false;

    /// <inheritdoc/>
    public override bool BoundsItsOutputs => true;

    /// <inheritdoc/>
    public override bool AnItemTakesOnePlace => true;

    /// <inheritdoc/>
    public override bool AnItemWithoutOutputsKeepsItsPlace => true;

    /// <inheritdoc/>
    public override bool StopsEnumeratingWhenEnded => true;

    /// <inheritdoc/>
    public override bool ACanceledItemKeepsItsOutputs => true;

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
    public override IPropagatorBlock<TInput, TOutput> CreateFromSequences<TInput, TOutput>(
        Func<TInput, IEnumerable<TOutput>> transform, ExecutionDataflowBlockOptions options) =>
        new OrderedTransformManyBlock<TInput, TOutput>(transform, OneOutputEach(options));

    /// <inheritdoc/>
    public override IPropagatorBlock<TInput, TOutput> CreateFromTasks<TInput, TOutput>(
        Func<TInput, Task<IEnumerable<TOutput>>> transform, ExecutionDataflowBlockOptions options) =>
        new OrderedTransformManyBlock<TInput, TOutput>(transform, OneOutputEach(options));

    /// <inheritdoc/>
    public override IPropagatorBlock<TInput, TOutput> CreateFromStreams<TInput, TOutput>(
        Func<TInput, IAsyncEnumerable<TOutput>> transform, ExecutionDataflowBlockOptions options) =>
        new OrderedTransformManyBlock<TInput, TOutput>(transform, OneOutputEach(options));

    /// <inheritdoc/>
    public override IPropagatorBlock<TInput, TOutput> CreateFromStreams<TInput, TOutput>(
        Func<TInput, CancellationToken, IAsyncEnumerable<TOutput>> transform, ExecutionDataflowBlockOptions options) =>
        new OrderedTransformManyBlock<TInput, TOutput>(transform, OneOutputEach(options));

    /// <inheritdoc/>
    public override IPropagatorBlock<TInput, TOutput> CreateFromSequencesWithoutOptions<TInput, TOutput>(
        Func<TInput, IEnumerable<TOutput>> transform) => new OrderedTransformManyBlock<TInput, TOutput>(transform);

    /// <inheritdoc/>
    public override ExecutionDataflowBlockOptions LimitOutputs(
        ExecutionDataflowBlockOptions options, int capacity, int capacityPerItem)
    {
        var ordered = (OrderedBlockOptions)options;
        ordered.OutputCapacity = capacity;
        ordered.OutputCapacityPerItem = capacityPerItem;
        return ordered;
    }

    /// <inheritdoc/>
    public override int InputCount(IPropagatorBlock<int, int> block) => ((OrderedTransformManyBlock<int, int>)block).InputCount;

    /// <inheritdoc/>
    public override int OutputCount(IPropagatorBlock<int, int> block) => ((OrderedTransformManyBlock<int, int>)block).OutputCount;

    /// <inheritdoc/>
    public override long LostCount(IPropagatorBlock<int, int> block)
    {
        OrderedBlockStatistics statistics = ((OrderedTransformManyBlock<int, int>)block).Statistics;
        return statistics.Failed + statistics.Dropped;
    }

    // By default a part of the room is kept for the item whose turn it is, whether it has use for it or not. The tests of blocks that make
    // one output of an item count on room for one of each that is accepted.
    private static ExecutionDataflowBlockOptions OneOutputEach(ExecutionDataflowBlockOptions options)
    {
        if (options is OrderedBlockOptions { OutputCapacity: null, BoundedCapacity: > 1 } ordered)
        {
            ordered.OutputCapacityPerItem = 1;
        }

        return options;
    }
}
