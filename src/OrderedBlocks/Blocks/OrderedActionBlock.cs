using System.Diagnostics;
using System.Threading.Channels;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Channels;
using OrderedBlocks.Completion;
using OrderedBlocks.Delegates;
using OrderedBlocks.Hub;
using OrderedBlocks.Input;
using OrderedBlocks.Output;
using OrderedBlocks.Ring;

namespace OrderedBlocks;

/// <summary>
/// A dataflow block that produces results in parallel and consumes them one at a time, in the order in which the items came in.
/// </summary>
/// <typeparam name="TInput">What comes in.</typeparam>
/// <typeparam name="TResult">What <c>produce</c> makes of it and <c>consume</c> takes.</typeparam>
/// <remarks>
/// <para>It does what an <see cref="OrderedTransformBlock{TInput, TOutput}"/> linked to an <see cref="ActionBlock{TInput}"/> does,
/// for less: there is one queue instead of two, no message goes from block to block, and a result is consumed, as a rule, by
/// the thread that has just produced it.</para>
/// <para>An item takes its place in the order when it is accepted. Items offered by one thread keep that thread's order; between
/// threads, the order of acceptance counts. <see cref="DataflowBlockOptions.BoundedCapacity"/> limits the items from their
/// acceptance until they have been consumed; senders of more wait without a thread, first come first served. While an
/// asynchronous <c>consume</c> is pending, producing goes on up to the capacity.</para>
/// <para><see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/> limits the calls of <c>produce</c>; its threads
/// consume as well, and never two results at the same time, though not always on the same thread. What one call of
/// <c>consume</c> has written the next one sees.</para>
/// <para>An exception out of either delegate faults the block: nothing that follows the failed item is consumed. An
/// <see cref="OperationCanceledException"/> out of either, or a cancelled task, drops that item alone, and so does a null task
/// of <c>produce</c>; a null task of <c>consume</c> counts as one that has ended. Thus do Dataflow's blocks.
/// A block that is cancelled or faulted from outside lets running delegates end and consumes nothing after that.</para>
/// <para>All members may be used by any number of threads. With synchronous delegates nothing is allocated for an item that a
/// block with a capacity of up to 16,384 accepts at once.</para>
/// </remarks>
[DebuggerDisplay("{DebuggerText,nq}")]
[DebuggerTypeProxy(typeof(OrderedActionBlock<,>.DebugView))]
public sealed partial class OrderedActionBlock<TInput, TResult> : ITargetBlock<TInput>, IRangeTargetOwner<TInput>, ICloseable
{
    private readonly BlockCore<TInput, TResult> _core;
    private ChannelWriter<TInput>? _writer;
    private FailureQueue<TInput, ItemFailure<TInput>>? _failures;

    /// <summary>Creates a block over synchronous delegates,
    /// with the default options: unbounded, one item at a time.</summary>
    /// <param name="produce">Makes a result of an item. Runs on the options' task scheduler, or on the block's own threads, under
    /// no lock, on up to <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/> threads at the same time.</param>
    /// <param name="consume">Takes the results in order, one at a time. Runs where <paramref name="produce"/> does, and not for
    /// two results at the same time.</param>
    /// <exception cref="ArgumentNullException">A delegate is null.</exception>
    public OrderedActionBlock(
        Func<TInput, TResult> produce,
        Action<TResult> consume)
        : this(produce, consume, OrderedBlockOptions.Defaults)
    {
    }

    /// <summary>Creates a block over synchronous delegates.</summary>
    /// <param name="produce">Makes a result of an item. Runs on the options' task scheduler, or on the block's own threads, under
    /// no lock, on up to <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/> threads at the same time.</param>
    /// <param name="consume">Takes the results in order, one at a time. Runs where <paramref name="produce"/> does, and not for
    /// two results at the same time.</param>
    /// <param name="options">Copied. <see cref="DataflowBlockOptions.EnsureOrdered"/> must be true.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><see cref="DataflowBlockOptions.EnsureOrdered"/> is false, or
    /// options of <see cref="OrderedBlockOptions"/> do not go together, or not with the delegates: each of them says so.</exception>
    public OrderedActionBlock(
        Func<TInput, TResult> produce,
        Action<TResult> consume,
        ExecutionDataflowBlockOptions options)
        : this(Wrap.Transform(produce), Wrap.Consumer(consume), options, default)
    {
    }

    /// <summary>Creates a block that consumes asynchronously,
    /// with the default options: unbounded, one item at a time.</summary>
    /// <inheritdoc cref="OrderedActionBlock{TInput, TResult}(Func{TInput, TResult}, Action{TResult}, ExecutionDataflowBlockOptions)"/>
    /// <param name="produce">Makes a result of an item, as above.</param>
    /// <param name="consume">Takes the results in order; the next one when the task for the one before has ended.</param>
    public OrderedActionBlock(
        Func<TInput, TResult> produce,
        Func<TResult, Task> consume)
        : this(produce, consume, OrderedBlockOptions.Defaults)
    {
    }

    /// <summary>Creates a block that consumes asynchronously.</summary>
    /// <inheritdoc cref="OrderedActionBlock{TInput, TResult}(Func{TInput, TResult}, Action{TResult}, ExecutionDataflowBlockOptions)"/>
    /// <param name="produce">Makes a result of an item, as above.</param>
    /// <param name="consume">Takes the results in order; the next one when the task for the one before has ended.</param>
    /// <param name="options">As above.</param>
    public OrderedActionBlock(
        Func<TInput, TResult> produce,
        Func<TResult, Task> consume,
        ExecutionDataflowBlockOptions options)
        : this(Wrap.Transform(produce), Wrap.Consumer(consume), options, default)
    {
    }

    /// <summary>Creates a block that consumes asynchronously and is told of its end by a token,
    /// with the default options: unbounded, one item at a time.</summary>
    /// <inheritdoc cref="OrderedActionBlock{TInput, TResult}(Func{TInput, TResult}, Action{TResult}, ExecutionDataflowBlockOptions)"/>
    /// <param name="produce">Makes a result of an item, as above.</param>
    /// <param name="consume">Takes the results in order; the next one when the task for the one before has ended. Its token fires
    /// when the block is cancelled or faulted.</param>
    public OrderedActionBlock(
        Func<TInput, TResult> produce,
        Func<TResult, CancellationToken, ValueTask> consume)
        : this(produce, consume, OrderedBlockOptions.Defaults)
    {
    }

    /// <summary>Creates a block that consumes asynchronously and is told of its end by a token.</summary>
    /// <inheritdoc cref="OrderedActionBlock{TInput, TResult}(Func{TInput, TResult}, Action{TResult}, ExecutionDataflowBlockOptions)"/>
    /// <param name="produce">Makes a result of an item, as above.</param>
    /// <param name="consume">Takes the results in order; the next one when the task for the one before has ended. Its token fires
    /// when the block is cancelled or faulted.</param>
    /// <param name="options">As above.</param>
    public OrderedActionBlock(
        Func<TInput, TResult> produce,
        Func<TResult, CancellationToken, ValueTask> consume,
        ExecutionDataflowBlockOptions options)
        : this(Wrap.Transform(produce), Wrap.Consumer(consume), options, default)
    {
    }

    /// <summary>Creates a block that produces asynchronously,
    /// with the default options: unbounded, one item at a time.</summary>
    /// <inheritdoc cref="OrderedActionBlock{TInput, TResult}(Func{TInput, TResult}, Action{TResult}, ExecutionDataflowBlockOptions)"/>
    /// <param name="produce">Makes a result of an item. Up to
    /// <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/> of its tasks are pending at the same time.</param>
    /// <param name="consume">Takes the results in order, one at a time.</param>
    public OrderedActionBlock(
        Func<TInput, Task<TResult>> produce,
        Action<TResult> consume)
        : this(produce, consume, OrderedBlockOptions.Defaults)
    {
    }

    /// <summary>Creates a block that produces asynchronously.</summary>
    /// <inheritdoc cref="OrderedActionBlock{TInput, TResult}(Func{TInput, TResult}, Action{TResult}, ExecutionDataflowBlockOptions)"/>
    /// <param name="produce">Makes a result of an item. Up to
    /// <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/> of its tasks are pending at the same time.</param>
    /// <param name="consume">Takes the results in order, one at a time.</param>
    /// <param name="options">As above.</param>
    public OrderedActionBlock(
        Func<TInput, Task<TResult>> produce,
        Action<TResult> consume,
        ExecutionDataflowBlockOptions options)
        : this(Wrap.Transform(produce), Wrap.Consumer(consume), options, default)
    {
    }

    /// <summary>Creates a block over asynchronous delegates,
    /// with the default options: unbounded, one item at a time.</summary>
    /// <inheritdoc cref="OrderedActionBlock{TInput, TResult}(Func{TInput, TResult}, Action{TResult}, ExecutionDataflowBlockOptions)"/>
    /// <param name="produce">Makes a result of an item. Up to
    /// <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/> of its tasks are pending at the same time.</param>
    /// <param name="consume">Takes the results in order; the next one when the task for the one before has ended.</param>
    public OrderedActionBlock(
        Func<TInput, Task<TResult>> produce,
        Func<TResult, Task> consume)
        : this(produce, consume, OrderedBlockOptions.Defaults)
    {
    }

    /// <summary>Creates a block over asynchronous delegates.</summary>
    /// <inheritdoc cref="OrderedActionBlock{TInput, TResult}(Func{TInput, TResult}, Action{TResult}, ExecutionDataflowBlockOptions)"/>
    /// <param name="produce">Makes a result of an item. Up to
    /// <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/> of its tasks are pending at the same time.</param>
    /// <param name="consume">Takes the results in order; the next one when the task for the one before has ended.</param>
    /// <param name="options">As above.</param>
    public OrderedActionBlock(
        Func<TInput, Task<TResult>> produce,
        Func<TResult, Task> consume,
        ExecutionDataflowBlockOptions options)
        : this(Wrap.Transform(produce), Wrap.Consumer(consume), options, default)
    {
    }

    /// <summary>Creates a block over asynchronous delegates of which the one that consumes is told of the end by a token,
    /// with the default options: unbounded, one item at a time.</summary>
    /// <inheritdoc cref="OrderedActionBlock{TInput, TResult}(Func{TInput, TResult}, Action{TResult}, ExecutionDataflowBlockOptions)"/>
    /// <param name="produce">Makes a result of an item. Up to
    /// <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/> of its tasks are pending at the same time.</param>
    /// <param name="consume">Takes the results in order; the next one when the task for the one before has ended. Its token fires
    /// when the block is cancelled or faulted.</param>
    public OrderedActionBlock(
        Func<TInput, Task<TResult>> produce,
        Func<TResult, CancellationToken, ValueTask> consume)
        : this(produce, consume, OrderedBlockOptions.Defaults)
    {
    }

    /// <summary>Creates a block over asynchronous delegates of which the one that consumes is told of the end by a token.</summary>
    /// <inheritdoc cref="OrderedActionBlock{TInput, TResult}(Func{TInput, TResult}, Action{TResult}, ExecutionDataflowBlockOptions)"/>
    /// <param name="produce">Makes a result of an item. Up to
    /// <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/> of its tasks are pending at the same time.</param>
    /// <param name="consume">Takes the results in order; the next one when the task for the one before has ended. Its token fires
    /// when the block is cancelled or faulted.</param>
    /// <param name="options">As above.</param>
    public OrderedActionBlock(
        Func<TInput, Task<TResult>> produce,
        Func<TResult, CancellationToken, ValueTask> consume,
        ExecutionDataflowBlockOptions options)
        : this(Wrap.Transform(produce), Wrap.Consumer(consume), options, default)
    {
    }

    /// <summary>Creates a block that produces asynchronously and is told of its end by a token,
    /// with the default options: unbounded, one item at a time.</summary>
    /// <inheritdoc cref="OrderedActionBlock{TInput, TResult}(Func{TInput, TResult}, Action{TResult}, ExecutionDataflowBlockOptions)"/>
    /// <param name="produce">Makes a result of an item. Up to
    /// <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/> of its tasks are pending at the same time. Its token
    /// fires when the block is cancelled or faulted, or comes to the deadline of a drain.</param>
    /// <param name="consume">Takes the results in order, one at a time.</param>
    public OrderedActionBlock(
        Func<TInput, CancellationToken, ValueTask<TResult>> produce,
        Action<TResult> consume)
        : this(produce, consume, OrderedBlockOptions.Defaults)
    {
    }

    /// <summary>Creates a block that produces asynchronously and is told of its end by a token.</summary>
    /// <inheritdoc cref="OrderedActionBlock{TInput, TResult}(Func{TInput, TResult}, Action{TResult}, ExecutionDataflowBlockOptions)"/>
    /// <param name="produce">Makes a result of an item. Up to
    /// <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/> of its tasks are pending at the same time. Its token
    /// fires when the block is cancelled or faulted, or comes to the deadline of a drain.</param>
    /// <param name="consume">Takes the results in order, one at a time.</param>
    /// <param name="options">As above.</param>
    public OrderedActionBlock(
        Func<TInput, CancellationToken, ValueTask<TResult>> produce,
        Action<TResult> consume,
        ExecutionDataflowBlockOptions options)
        : this(Wrap.Transform(produce), Wrap.Consumer(consume), options, default)
    {
    }

    /// <summary>Creates a block over asynchronous delegates of which the one that produces is told of the end by a token,
    /// with the default options: unbounded, one item at a time.</summary>
    /// <inheritdoc cref="OrderedActionBlock{TInput, TResult}(Func{TInput, TResult}, Action{TResult}, ExecutionDataflowBlockOptions)"/>
    /// <param name="produce">Makes a result of an item. Up to
    /// <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/> of its tasks are pending at the same time. Its token
    /// fires when the block is cancelled or faulted, or comes to the deadline of a drain.</param>
    /// <param name="consume">Takes the results in order; the next one when the task for the one before has ended.</param>
    public OrderedActionBlock(
        Func<TInput, CancellationToken, ValueTask<TResult>> produce,
        Func<TResult, Task> consume)
        : this(produce, consume, OrderedBlockOptions.Defaults)
    {
    }

    /// <summary>Creates a block over asynchronous delegates of which the one that produces is told of the end by a token.</summary>
    /// <inheritdoc cref="OrderedActionBlock{TInput, TResult}(Func{TInput, TResult}, Action{TResult}, ExecutionDataflowBlockOptions)"/>
    /// <param name="produce">Makes a result of an item. Up to
    /// <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/> of its tasks are pending at the same time. Its token
    /// fires when the block is cancelled or faulted, or comes to the deadline of a drain.</param>
    /// <param name="consume">Takes the results in order; the next one when the task for the one before has ended.</param>
    /// <param name="options">As above.</param>
    public OrderedActionBlock(
        Func<TInput, CancellationToken, ValueTask<TResult>> produce,
        Func<TResult, Task> consume,
        ExecutionDataflowBlockOptions options)
        : this(Wrap.Transform(produce), Wrap.Consumer(consume), options, default)
    {
    }

    /// <summary>Creates a block over asynchronous delegates that are told of the block's end by a token,
    /// with the default options: unbounded, one item at a time.</summary>
    /// <inheritdoc cref="OrderedActionBlock{TInput, TResult}(Func{TInput, TResult}, Action{TResult}, ExecutionDataflowBlockOptions)"/>
    /// <param name="produce">Makes a result of an item. Up to
    /// <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/> of its tasks are pending at the same time.</param>
    /// <param name="consume">Takes the results in order; the next one when the task for the one before has ended.</param>
    /// <remarks>Both tokens are the same; it fires when the block is cancelled or faulted, or comes to the deadline of a drain.</remarks>
    public OrderedActionBlock(
        Func<TInput, CancellationToken, ValueTask<TResult>> produce,
        Func<TResult, CancellationToken, ValueTask> consume)
        : this(produce, consume, OrderedBlockOptions.Defaults)
    {
    }

    /// <summary>Creates a block over asynchronous delegates that are told of the block's end by a token.</summary>
    /// <inheritdoc cref="OrderedActionBlock{TInput, TResult}(Func{TInput, TResult}, Action{TResult}, ExecutionDataflowBlockOptions)"/>
    /// <param name="produce">Makes a result of an item. Up to
    /// <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/> of its tasks are pending at the same time.</param>
    /// <param name="consume">Takes the results in order; the next one when the task for the one before has ended.</param>
    /// <param name="options">As above.</param>
    /// <remarks>Both tokens are the same; it fires when the block is cancelled or faulted, or comes to the deadline of a drain.</remarks>
    public OrderedActionBlock(
        Func<TInput, CancellationToken, ValueTask<TResult>> produce,
        Func<TResult, CancellationToken, ValueTask> consume,
        ExecutionDataflowBlockOptions options)
        : this(Wrap.Transform(produce), Wrap.Consumer(consume), options, default)
    {
    }

    /// <summary>Creates a block whose first item has a position of the caller's choice, for tests of large positions.</summary>
    internal OrderedActionBlock(
        Func<LifeCycle, Transform<TInput, TResult>> createTransform,
        Func<LifeCycle, Consumer<TResult>> createConsumer,
        ExecutionDataflowBlockOptions options,
        Position first)
    {
        BlockSettings settings = BlockSettings.Read(options, nameof(options));
        _core = new BlockCore<TInput, TResult>(
            this,
            createTransform,
            settings.FailureAction == ItemFailureAction.SkipItem ? core => _failures = FailureOutlet.Create(core, settings.FailureCapacity) : null,
            core => new ConsumedOutput<TInput, TResult>(
                core.Ring,
                core.LifeCycle,
                createConsumer(core.LifeCycle),
                core.Policy,
                core.KeepsInputs,
                core.Reuse,
                core,
                core.Scheduler,
                settings.MaxPerTask,
                settings.MaxPerRelease),
            keepsInputs: true,
            settings,
            first);
    }

    /// <summary>
    /// Ends when the block has: successfully after <see cref="Complete"/> when the last result has been consumed, faulted with the
    /// exceptions of the delegates or of <see cref="Fault"/>, or cancelled. Always the same task; its continuations run
    /// asynchronously.
    /// </summary>
    public Task Completion => _core.Completion;

    /// <summary>
    /// Items that were accepted and are not being worked on yet. Takes no lock; exact while nothing moves.
    /// </summary>
    public int InputCount => (int)Math.Min(_core.QueuedCount, int.MaxValue);

    /// <summary>
    /// How many items the block has accepted and what has become of them. An item is released when it has been consumed; until
    /// then a result counts as waiting, also while <c>consume</c> works on it. Takes no lock; an item itself pays
    /// one plain write for it. Exact while nothing moves and when <see cref="Completion"/> has ended.
    /// </summary>
    public OrderedBlockStatistics Statistics => _core.GetStatistics();

    /// <summary>
    /// The items that failed, of a block that goes on without them (<see cref="ItemFailureAction.SkipItem"/>), in the order in which
    /// they failed: link a dead-letter queue, or receive them. Of another block nothing comes out here.
    /// </summary>
    /// <remarks>
    /// Completes when the block has ended, in whatever way, and what is kept here has been taken. It faults only if one of its own
    /// targets throws, which faults the block, too, or if it is faulted itself: then what it keeps, and what comes after, is lost. Its targets are offered to on the block's threads, past its task scheduler.
    /// Any thread; the same object always.
    /// </remarks>
    public IReceivableSourceBlock<ItemFailure<TInput>> Failures =>
        LazyInitializer.EnsureInitialized(ref _failures, () => FailureOutlet.CreateIdle(_core));

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
        get => Parallelism.Read(_core);
        set => Parallelism.Write(_core, value);
    }

    /// <summary>The block's parts, for tests.</summary>
    internal BlockCore<TInput, TResult> Core => _core;

    private string DebuggerText => $"{_core.Name}, {_core.State}, {Statistics}";

    /// <summary>
    /// Accepts no more items. Those accepted are produced and consumed; then <see cref="Completion"/> ends. Senders that wait for
    /// room are told no at once.
    /// </summary>
    public void Complete() => _core.Complete();

    /// <summary>
    /// Ends the block in time: accepts no more items, resumes the block if it is paused, waits until all it has accepted has been
    /// worked on and has left, and cancels it if that has not happened by the deadline. For the end of a service, in
    /// <c>IHostedService.StopAsync</c> for example.
    /// </summary>
    /// <param name="deadline">How long it may take, from zero; <see cref="Timeout.InfiniteTimeSpan"/>, or more than 49 days, for as
    /// long as it takes.</param>
    /// <param name="cancellationToken">Brings the deadline forward. It does not throw: there is a result all the same.</param>
    /// <returns>What has left and what was left undone. The task never fails; how the block ended is said by
    /// <see cref="Completion"/>. It does not wait for delegates that still run at the deadline: until the last of them has ended,
    /// results may still leave, in order; what is left then is dropped.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The deadline is negative.</exception>
    public Task<DrainResult> DrainAsync(TimeSpan deadline, CancellationToken cancellationToken = default) =>
        Drain.RunAsync(_core, deadline, cancellationToken);

    /// <summary>
    /// Ends the block with an exception: items that are not being worked on yet are dropped, running delegates are let end, and
    /// nothing is consumed after that. Without effect on a block that is faulted, cancelled or ended.
    /// </summary>
    /// <param name="exception">What <see cref="Completion"/> is to end with, inside an <see cref="AggregateException"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="exception"/> is null.</exception>
    public void Fault(Exception exception) => _core.Fault(exception);

    /// <summary>
    /// Accepts items without waiting: from the front of those given as many as there is room for, as if each had been posted, for
    /// less. None while senders wait for room, or after <see cref="Complete"/>.
    /// </summary>
    /// <param name="items">The items. They keep their order; items of other threads may come between them, though not within one
    /// of the parts of up to 128 items in which they are accepted.</param>
    /// <returns>How many were accepted; the caller still has the rest.</returns>
    /// <remarks>Any thread. One locked instruction and one look for a sleeping worker for each part instead of each item; no
    /// lock, but for new segments above a capacity of 16,384. Throws nothing, unless memory runs out.</remarks>
    public int PostRange(ReadOnlySpan<TInput> items) => _core.Input.PostRange(items);

    /// <summary>The block as the writer of a channel: with backpressure, and without an allocation for a write that waits.</summary>
    /// <returns>The writer; the same object always.</returns>
    /// <remarks>As the writer of <see cref="OrderedTransformBlock{TInput, TOutput}.AsChannel"/>: what is said there of writers holds
    /// here. <see cref="ChannelWriter{T}.TryComplete"/> completes this block. Any thread.</remarks>
    public ChannelWriter<TInput> AsChannelWriter() =>
        LazyInitializer.EnsureInitialized(ref _writer, () => new BlockChannelWriter<TInput, TResult>(_core));

    /// <summary>The block's name, made by <see cref="DataflowBlockOptions.NameFormat"/>.</summary>
    /// <returns>The name, or what is wrong with the format.</returns>
    public override string ToString() => _core.Name;

    /// <inheritdoc/>
    IRangeTarget<TInput>? IRangeTargetOwner<TInput>.RangeTarget => _core.RangeTarget;

    /// <inheritdoc/>
    bool ICloseable.IsClosed => _core.Ring.IsClosed;

    /// <inheritdoc/>
    DataflowMessageStatus ITargetBlock<TInput>.OfferMessage(
        DataflowMessageHeader messageHeader,
        TInput messageValue,
        ISourceBlock<TInput>? source,
        bool consumeToAccept) =>
        _core.Input.OfferMessage(messageHeader, messageValue, source, consumeToAccept);

    // What a debugger shows. Takes no lock, so it can be looked at while the block stands still anywhere.
    private sealed class DebugView(OrderedActionBlock<TInput, TResult> block)
    {
        public string Name => block._core.Name;

        public string State => block._core.State.ToString();

        public OrderedBlockStatistics Statistics => block.Statistics;

        public int ActiveWorkers => block._core.ActiveWorkers;

        public object RunsOn => block._core.Scheduler;

        public IReadOnlyList<ISourceBlock<TInput>> WaitingSources => block._core.Input.WaitingSources;

        public Task Completion => block.Completion;
    }
}
