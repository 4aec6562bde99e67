namespace OrderedBlocks.Tests.Conformance.Subjects;

/// <summary>
/// What the conformance suite must know about a block: how it is made, what can be read of it besides Dataflow's
/// interfaces, and in which points it deliberately differs. A capability that is not declared is no skipped test: the test
/// then asserts what Dataflow's own block does instead.
/// </summary>
public abstract class BlockSubject(OptionSet optionSet)
{
    /// <summary>The options the tests start from.</summary>
    public OptionSet OptionSet { get; } = optionSet;

    /// <summary>
    /// When the delegate fails for an item, nothing that comes after that item is put out, even if it was finished earlier:
    /// what is put out is a prefix of the input. Without it, finished later items are still put out.
    /// </summary>
    public virtual bool NothingAfterAFailedItemComesOut => false;

    /// <summary>
    /// Cancellation after Complete ends the block, even while output waits that nobody takes. Without it the block may stay
    /// until the output is taken.
    /// </summary>
    public virtual bool CancelAfterCompleteEnds => false;

    /// <summary>
    /// A Fault between Complete and the end makes the block end faulted, and drops the output. Without it the queued input
    /// is dropped, but the output still waits to be taken, and the block ends as a success.
    /// </summary>
    public virtual bool FaultAfterCompleteIsRecorded => false;

    /// <summary>
    /// A Fault between cancellation and the end makes the block end faulted. Without it the block ends canceled.
    /// </summary>
    public virtual bool FaultAfterCancelIsRecorded => false;

    /// <summary>
    /// Complete, Fault and cancellation release the postponed messages at once. Without it they stay until all queued input
    /// is transformed and the running delegates have ended.
    /// </summary>
    public virtual bool PendingSendsEndAtOnce => false;

    /// <summary>
    /// The completion task ends when the postponed messages have been released, and what a source throws then faults the
    /// block. Without it the end does not wait for slow sources.
    /// </summary>
    public virtual bool CompletionWaitsForReleases => true;

    /// <summary>There is a constructor whose delegate gets a token, which fires upon cancellation and upon Fault.</summary>
    public virtual bool DelegatesGetAToken => false;

    /// <summary>The constructor refuses <c>EnsureOrdered = false</c>. Without it the option is accepted.</summary>
    public virtual bool RefusesToGiveUpOrder => false;

    /// <summary>
    /// What a target or a predicate throws while LinkTo offers it the waiting head is thrown on by LinkTo, and the block
    /// goes on. Without it LinkTo returns, and the block ends faulted as it does for an offer at any other time.
    /// </summary>
    public virtual bool LinkToThrowsWhatTheTargetThrows => true;

    /// <summary>
    /// A target or a predicate that throws is not asked again, and the fault is recorded once. Without it the block may go on
    /// offering the head to it until the running delegates have ended, and record the exception each time.
    /// </summary>
    public virtual bool ATargetThatThrowsIsAskedOnce => false;

    /// <summary>
    /// Whoever has taken an item's last output finds its place free. Without it the place is freed a moment later, when what made, or
    /// consumes, the output has returned.
    /// </summary>
    public virtual bool TakingFreesThePlaceAtOnce => true;

    /// <summary>An exception of the delegate carries the item in its Data, under "DataflowMessageValue".</summary>
    public virtual bool ExceptionsNameTheItem => true;

    /// <summary>The block counts the accepted items whose result never comes out.</summary>
    public virtual bool CountsDroppedItems => false;

    /// <summary>What the constructor calls its delegate.</summary>
    public virtual string DelegateParameter => "transform";

    /// <summary>What the constructor calls its options.</summary>
    public virtual string OptionsParameter => "dataflowBlockOptions";

    /// <summary>What a source knows as its target.</summary>
    public virtual IDataflowBlock TargetOf(IPropagatorBlock<int, int> block) => block;

    /// <summary>Makes a block with a synchronous delegate.</summary>
    public abstract IPropagatorBlock<TInput, TOutput> Create<TInput, TOutput>(
        Func<TInput, TOutput> transform, ExecutionDataflowBlockOptions options);

    /// <summary>Makes a block with a delegate that returns tasks.</summary>
    public abstract IPropagatorBlock<TInput, TOutput> Create<TInput, TOutput>(
        Func<TInput, Task<TOutput>> transform, ExecutionDataflowBlockOptions options);

    /// <summary>Makes a block whose delegate gets a token. Only with <see cref="DelegatesGetAToken"/>.</summary>
    public virtual IPropagatorBlock<TInput, TOutput> Create<TInput, TOutput>(
        Func<TInput, CancellationToken, ValueTask<TOutput>> transform, ExecutionDataflowBlockOptions options) =>
        throw new NotSupportedException("This block has no delegate with a token.");

    /// <summary>Makes a block by the constructor without options.</summary>
    public abstract IPropagatorBlock<TInput, TOutput> CreateWithoutOptions<TInput, TOutput>(Func<TInput, TOutput> transform);

    /// <summary>The block's InputCount.</summary>
    public abstract int InputCount(IPropagatorBlock<int, int> block);

    /// <summary>The block's OutputCount.</summary>
    public abstract int OutputCount(IPropagatorBlock<int, int> block);

    /// <summary>How many accepted items' results never came out. Only with <see cref="CountsDroppedItems"/>.</summary>
    public virtual long LostCount(IPropagatorBlock<int, int> block) =>
        throw new NotSupportedException("This block does not count what it drops.");

    /// <summary>Makes a block of the subject's own shape. A synchronous one blocks its thread while the task runs.</summary>
    public virtual IPropagatorBlock<TInput, TOutput> CreateInShape<TInput, TOutput>(
        Func<TInput, Task<TOutput>> transform, ExecutionDataflowBlockOptions options) => OptionSet.Shape switch
        {
            DelegateShape.Task => Create(transform, options),
            DelegateShape.ValueTaskWithToken =>
                Create<TInput, TOutput>((item, _) => new ValueTask<TOutput>(transform(item)), options),
            _ => Create<TInput, TOutput>(item => transform(item).GetAwaiter().GetResult(), options),
        };
}
