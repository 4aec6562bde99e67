using System.Diagnostics;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Hub;
using OrderedBlocks.Input;
using OrderedBlocks.Scheduling;

namespace OrderedBlocks;

/// <summary>
/// A dataflow block that works on items in parallel and keeps their order: what <see cref="OrderedTransformBlock{TInput, TOutput}"/>,
/// <see cref="OrderedTransformManyBlock{TInput, TOutput}"/> and <see cref="OrderedActionBlock{TInput, TResult}"/> have in common.
/// </summary>
/// <typeparam name="TInput">What comes in.</typeparam>
/// <remarks>All members may be used by any number of threads.</remarks>
[DebuggerDisplay("{DebuggerText,nq}")]
public abstract class OrderedBlock<TInput> : ITargetBlock<TInput>, IRangeTargetOwner<TInput>, ICloseable
{
    // Written once, by the constructor of the block.
    private IBlock<TInput> _block = null!;
    private InputSide<TInput> _input = null!;

    private protected OrderedBlock()
    {
    }

    /// <summary>
    /// Ends when the block has: successfully after <see cref="Complete"/>, when the last output has left or has been consumed, or when
    /// the targets are gone and <see cref="TargetsGoneMode.Complete"/> says so; faulted with the exceptions of the delegates or of
    /// <see cref="Fault"/>; or canceled. Always the same task; its continuations run asynchronously.
    /// </summary>
    public Task Completion => _block.LifeCycle.Completion;

    /// <summary>
    /// Items that were accepted and are not being worked on yet. Takes no lock; exact while nothing moves.
    /// </summary>
    public int InputCount => (int)Math.Min(_block.QueuedCount, int.MaxValue);

    /// <summary>
    /// How many items the block has accepted and what has become of them. Takes no lock; an item itself pays one
    /// plain write for it. Exact while nothing moves and when <see cref="Completion"/> has ended.
    /// </summary>
    /// <remarks>
    /// These are items, not outputs. An item of several outputs is running while they are made. It is released when the last of
    /// them has been taken. An item of an <see cref="OrderedActionBlock{TInput, TResult}"/> is released when its result has been
    /// consumed; until then the result counts as waiting.
    /// </remarks>
    public OrderedBlockStatistics Statistics => _block.GetStatistics();

    /// <summary>
    /// The items that failed, of a block that goes on without them (<see cref="ItemFailureMode.SkipItem"/>), in the order in which
    /// they failed: link a dead-letter queue, or receive them. Of another block nothing comes out here.
    /// </summary>
    /// <remarks>
    /// Completes when the block has ended, in whatever way, and what is kept here has been taken. It faults only if one of its own
    /// targets throws, which faults the block, too, or if it is faulted itself: then what it keeps, and what comes after, is lost. Its targets are offered to on the block's threads, past its task scheduler.
    /// Any thread; the same object always.
    /// </remarks>
    public IReceivableSourceBlock<ItemFailure<TInput>> Failures => _block.Failures;

    /// <summary>
    /// How many items are worked on at the same time, from 0, by which the block is paused, to
    /// <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/>, its value at the beginning. Where that is unlimited:
    /// any number from 0, or <see cref="DataflowBlockOptions.Unbounded"/>.
    /// </summary>
    /// <remarks>
    /// <para>Takes effect at once. What is being worked on goes on, asynchronous delegates included; items that are accepted after
    /// this was lowered are started only within the new limit. A worker that has claimed cheap items finishes those, up to 128.
    /// Threads of the block's own follow: none is started above the limit, and those without work end after twenty seconds.
    /// </para>
    /// <para>A paused block accepts items up to its capacity and hands on what is finished. <see cref="Complete"/> leaves it paused:
    /// it ends when it has been resumed. <see cref="DrainAsync"/> resumes it, and from then on 0 does not pause it any more; a fault and a
    /// cancellation end it.</para>
    /// <para>Any thread. Costs a locked instruction and, if there is something to start, the waking of a worker.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or above the maximum.</exception>
    public int DegreeOfParallelism
    {
        get => _block.DegreeOfParallelism;
        set => _block.DegreeOfParallelism = value;
    }

    /// <summary>The block's parts, whatever the type in its ring.</summary>
    private protected IBlock<TInput> Block => _block;

    /// <summary>Where the work runs, for tests of its threads.</summary>
    internal IWorkScheduler Scheduler => _block.Scheduler;

    private protected string DebuggerText => $"{_block.Name}, {_block.LifeCycle.State}, {Statistics}";

    /// <summary>
    /// Accepts no more items. Those accepted are worked on and leave; then <see cref="Completion"/> ends. Senders that
    /// wait for room are told no at once.
    /// </summary>
    public void Complete() => _block.TryComplete(error: null);

    /// <summary>
    /// Ends the block in time: accepts no more items, resumes the block if it is paused, waits until all it has accepted has been
    /// worked on and has left, and cancels it if that has not happened by the deadline. For the end of a service, in
    /// <c>IHostedService.StopAsync</c> for example.
    /// </summary>
    /// <param name="timeout">How long it may take, from zero; <see cref="Timeout.InfiniteTimeSpan"/>, or more than 49 days, for as
    /// long as it takes.</param>
    /// <param name="cancellationToken">Brings the deadline forward. It does not throw: there is a result all the same.</param>
    /// <returns>What has left and what was left undone. The task never fails; how the block ended is said by
    /// <see cref="Completion"/>. It does not wait for delegates that still run at the deadline: until the last of them has ended,
    /// results may still leave, in order; what is left then is dropped.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The deadline is negative.</exception>
    public Task<DrainResult> DrainAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        _block.DrainAsync(timeout, cancellationToken);

    /// <summary>
    /// Ends the block with an exception: items that are not being worked on yet are dropped, running delegates are let end, and nothing
    /// is consumed after that; then outputs that nobody has taken are dropped, too. Without effect on a block that is faulted, canceled
    /// or ended.
    /// </summary>
    /// <param name="exception">What <see cref="Completion"/> is to end with, inside an <see cref="AggregateException"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="exception"/> is null.</exception>
    public void Fault(Exception exception) => _block.Fault(exception);

    /// <summary>
    /// Accepts items without waiting: from the front of those given as many as there is room for, as if each had been posted, for
    /// less. None while senders wait for room, or after <see cref="Complete"/>.
    /// </summary>
    /// <param name="items">The items. They keep their order; items of other threads may come between them, though not within one
    /// of the parts of up to 128 items in which they are accepted.</param>
    /// <returns>How many were accepted; the caller still has the rest.</returns>
    /// <remarks>Any thread. One locked instruction and one look for a sleeping worker for each part instead of each item; no
    /// lock, but for new segments above a capacity of 16,384. Throws nothing, unless memory runs out.</remarks>
    public int PostRange(ReadOnlySpan<TInput> items) => _input.PostRange(items);

    /// <summary>The block's name, made by <see cref="DataflowBlockOptions.NameFormat"/>.</summary>
    /// <returns>The name, or what is wrong with the format.</returns>
    public override string ToString() => _block.Name;

    /// <inheritdoc/>
    IRangeTarget<TInput>? IRangeTargetOwner<TInput>.RangeTarget => _block.RangeTarget;

    /// <inheritdoc/>
    bool ICloseable.IsClosed => _block.IsClosed;

    /// <inheritdoc/>
    DataflowMessageStatus ITargetBlock<TInput>.OfferMessage(
        DataflowMessageHeader messageHeader,
        TInput messageValue,
        ISourceBlock<TInput>? source,
        bool consumeToAccept) =>
        _input.OfferMessage(messageHeader, messageValue, source, consumeToAccept);

    /// <summary>By the constructor of the block: the parts of which it is made.</summary>
    private protected void SetBlock(IBlock<TInput> block)
    {
        _block = block;
        _input = block.Input;
    }

    // What a debugger shows. Takes no lock, so it can be looked at while the block stands still anywhere. A debugger gives a view the type
    // arguments of the block, so each number of them has a view of its own.
    private protected class DebugView(OrderedBlock<TInput> block)
    {
        public string Name => block._block.Name;

        public string State => block._block.LifeCycle.State.ToString();

        public OrderedBlockStatistics Statistics => block.Statistics;

        public int ActiveWorkers => block._block.ActiveWorkers;

        public object RunsOn => block._block.Scheduler;

        public IReadOnlyList<ISourceBlock<TInput>> WaitingSources => block._input.WaitingSources;

        public Task Completion => block.Completion;
    }
}
