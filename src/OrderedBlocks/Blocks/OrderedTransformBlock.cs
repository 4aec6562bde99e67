using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Channels;
using OrderedBlocks.Completion;
using OrderedBlocks.Delegates;
using OrderedBlocks.Hub;
using OrderedBlocks.Input;
using OrderedBlocks.Output;
using OrderedBlocks.Ring;
using OrderedBlocks.Scheduling;

namespace OrderedBlocks;

/// <summary>
/// A dataflow block that transforms items in parallel and hands the results on in the order in which the items came in.
/// </summary>
/// <typeparam name="TInput">What comes in.</typeparam>
/// <typeparam name="TOutput">What goes out: one output for each input.</typeparam>
/// <remarks>
/// <para>It takes the place of <see cref="TransformBlock{TInput, TOutput}"/> in a mesh: the same constructors, options and
/// protocol. The few deliberate differences are listed in <c>docs/differences.md</c>; the most visible one is that nothing that
/// follows a failed item ever comes out.</para>
/// <para>An item takes its place in the output when it is accepted. Items offered by one thread keep that thread's order;
/// between threads, the order of acceptance counts. <see cref="DataflowBlockOptions.BoundedCapacity"/> limits the items from
/// their acceptance until their outputs have left; senders of more wait without a thread, first come first served.</para>
/// <para>An <see cref="OperationCanceledException"/> that the delegate throws, a cancelled task or a null one drops that item,
/// as in Dataflow; <see cref="Statistics"/> count it. Any other exception faults the block. Both can be had otherwise:
/// <see cref="OrderedBlockOptions.OnItemCancelled"/>, <see cref="OrderedBlockOptions.OnItemFailure"/>.</para>
/// <para>All members may be used by any number of threads. Linking, unlinking, receiving and <see cref="OutputCount"/> wait while
/// another thread offers an output to a target: targets, and the filters of links and receivers, should be quick.</para>
/// <para>With a synchronous delegate nothing is allocated for an item that a block with a capacity of up to 16,384 accepts at
/// once.</para>
/// </remarks>
[DebuggerDisplay("{DebuggerText,nq}")]
[DebuggerTypeProxy(typeof(OrderedTransformBlock<,>.DebugView))]
public sealed partial class OrderedTransformBlock<TInput, TOutput>
    : IPropagatorBlock<TInput, TOutput>, IReceivableSourceBlock<TOutput>, IRangeTargetOwner<TInput>, ICloseable
{
    private readonly BlockCore<TInput, TOutput> _core;
    private FailureQueue<TInput, ItemFailure<TInput>>? _failures;
    private readonly LinkedOutput<TOutput, RingOutputs<TInput, TOutput>> _source;
    private Channel<TInput, TOutput>? _channel;

    /// <summary>Creates a block over a synchronous delegate, with the default options: unbounded, one item at a time.</summary>
    /// <param name="transform">Makes an output of an input.</param>
    /// <exception cref="ArgumentNullException"><paramref name="transform"/> is null.</exception>
    public OrderedTransformBlock(Func<TInput, TOutput> transform)
        : this(transform, OrderedBlockOptions.Defaults)
    {
    }

    /// <summary>Creates a block over a synchronous delegate.</summary>
    /// <param name="transform">Makes an output of an input. Runs on the options' task scheduler, or on the block's
    /// own threads, under no lock, on up to
    /// <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/> threads at the same time.</param>
    /// <param name="dataflowBlockOptions">Copied. <see cref="DataflowBlockOptions.EnsureOrdered"/> must be true.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><see cref="DataflowBlockOptions.EnsureOrdered"/> is false, or
    /// options of <see cref="OrderedBlockOptions"/> do not go together, or not with the delegate: each of them says so.</exception>
    public OrderedTransformBlock(Func<TInput, TOutput> transform, ExecutionDataflowBlockOptions dataflowBlockOptions)
        : this(Wrap.Transform(transform), dataflowBlockOptions, default)
    {
    }

    /// <summary>Creates a block over an asynchronous delegate, with the default options: unbounded, one item at a time.</summary>
    /// <param name="transform">Makes an output of an input.</param>
    /// <exception cref="ArgumentNullException"><paramref name="transform"/> is null.</exception>
    public OrderedTransformBlock(Func<TInput, Task<TOutput>> transform)
        : this(transform, OrderedBlockOptions.Defaults)
    {
    }

    /// <summary>Creates a block over an asynchronous delegate.</summary>
    /// <param name="transform">Makes an output of an input. Called on the options' task scheduler, or on the block's
    /// own threads, under no lock; up to
    /// <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/> of its tasks are pending at the same time.</param>
    /// <param name="dataflowBlockOptions">Copied. <see cref="DataflowBlockOptions.EnsureOrdered"/> must be true.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><see cref="DataflowBlockOptions.EnsureOrdered"/> is false, or
    /// options of <see cref="OrderedBlockOptions"/> do not go together, or not with the delegate: each of them says so.</exception>
    public OrderedTransformBlock(Func<TInput, Task<TOutput>> transform, ExecutionDataflowBlockOptions dataflowBlockOptions)
        : this(Wrap.Transform(transform), dataflowBlockOptions, default)
    {
    }

    /// <summary>
    /// Creates a block over an asynchronous delegate that takes a token, with the default options: unbounded, one item at a
    /// time.
    /// </summary>
    /// <param name="transform">Makes an output of an input. Its token fires when the block is ended before its time.</param>
    /// <exception cref="ArgumentNullException"><paramref name="transform"/> is null.</exception>
    public OrderedTransformBlock(Func<TInput, CancellationToken, ValueTask<TOutput>> transform)
        : this(transform, OrderedBlockOptions.Defaults)
    {
    }

    /// <summary>Creates a block over an asynchronous delegate that takes a token.</summary>
    /// <param name="transform">Makes an output of an input. Called on the options' task scheduler, or on the block's
    /// own threads, under no lock; up to
    /// <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/> of its tasks are pending at the same time. Its token
    /// fires when the block is cancelled or faulted, <see cref="DrainAsync"/> comes to its deadline, or the block ends because its
    /// targets are gone: so that running work can end early.</param>
    /// <param name="dataflowBlockOptions">Copied. <see cref="DataflowBlockOptions.EnsureOrdered"/> must be true.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><see cref="DataflowBlockOptions.EnsureOrdered"/> is false, or
    /// options of <see cref="OrderedBlockOptions"/> do not go together, or not with the delegate: each of them says so.</exception>
    public OrderedTransformBlock(
        Func<TInput, CancellationToken, ValueTask<TOutput>> transform,
        ExecutionDataflowBlockOptions dataflowBlockOptions)
        : this(Wrap.Transform(transform), dataflowBlockOptions, default)
    {
    }

    /// <summary>Creates a block whose first item has a position of the caller's choice, for tests of large positions.</summary>
    internal OrderedTransformBlock(
        Func<LifeCycle, Transform<TInput, TOutput>> createTransform,
        ExecutionDataflowBlockOptions dataflowBlockOptions,
        Position first)
        : this(createTransform, BlockSettings.Read(dataflowBlockOptions, nameof(dataflowBlockOptions)), first)
    {
    }

    /// <summary>Creates a block of settings that are no longer the options'.</summary>
    internal OrderedTransformBlock(
        Func<LifeCycle, Transform<TInput, TOutput>> createTransform,
        BlockSettings settings,
        Position first = default)
    {
        LinkedOutput<TOutput, RingOutputs<TInput, TOutput>>? source = null;
        _core = new BlockCore<TInput, TOutput>(
            this,
            createTransform,
            settings.FailureAction == ItemFailureAction.SkipItem ? core => _failures = FailureOutlet.Create(core, settings.FailureCapacity) : null,
            core => source = new LinkedOutput<TOutput, RingOutputs<TInput, TOutput>>(
                new RingOutputs<TInput, TOutput>(core.Ring), core.LifeCycle, this, core, core.Scheduler, settings.MaxPerRelease),
            keepsInputs: false,
            settings,
            first);
        _source = source!;
    }

    /// <summary>
    /// Ends when the block has: successfully after <see cref="Complete"/> and the last output's leaving, or when its targets are gone
    /// and <see cref="TargetsGoneAction.Complete"/> says so, faulted with the
    /// exceptions of the delegate or of <see cref="Fault"/>, or cancelled. Always the same task; its continuations run
    /// asynchronously.
    /// </summary>
    public Task Completion => _core.Completion;

    /// <summary>
    /// Items that were accepted and are not being transformed yet. Takes no lock; exact while nothing moves.
    /// </summary>
    public int InputCount => (int)Math.Min(_core.QueuedCount, int.MaxValue);

    /// <summary>
    /// Outputs that could be taken now, one after the other. Finished items that wait for an earlier one do not count. Amortised
    /// constant time, under the lock of the output.
    /// </summary>
    public int OutputCount => _source.ReadyCount;

    /// <summary>
    /// How many items the block has accepted and what has become of them. Takes no lock; an item itself pays one
    /// plain write for it. Exact while nothing moves and when <see cref="Completion"/> has ended.
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

    /// <summary>Where the work runs, for tests of its threads.</summary>
    internal IWorkScheduler Scheduler => _core.Scheduler;

    private string DebuggerText => $"{_core.Name}, {_core.State}, {Statistics}";

    /// <summary>
    /// Accepts no more items. Those accepted are transformed and handed on; then <see cref="Completion"/> ends. Senders that
    /// wait for room are told no at once.
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
    /// Ends the block with an exception: items that are not being transformed yet are dropped, running delegates are let end,
    /// then outputs that nobody has taken are dropped, too. Without effect on a block that is faulted, cancelled or ended.
    /// </summary>
    /// <param name="exception">What <see cref="Completion"/> is to end with, inside an <see cref="AggregateException"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="exception"/> is null.</exception>
    public void Fault(Exception exception) => _core.Fault(exception);

    /// <summary>
    /// Links a target. It is offered, in order, the outputs that the links in front of it have not taken, beginning at once with
    /// the output at the head, if there is one. A block that has ended only tells the target so, if the options ask for it.
    /// </summary>
    /// <param name="target">The target. The same one may be linked more than once.</param>
    /// <param name="linkOptions">How many messages it takes, where in the row it stands, whether it is told of the end.</param>
    /// <returns>Disposing it unlinks the target; any thread may do so, at any time and more than once.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public IDisposable LinkTo(ITargetBlock<TOutput> target, DataflowLinkOptions linkOptions) =>
        _source.LinkTo(target, linkOptions);

    /// <summary>Takes the output at the head, if there is one, nobody has reserved it, and the filter likes it.</summary>
    /// <param name="filter">Sees the head alone; null takes anything. Runs under the lock of the output, so it must not block;
    /// what it throws comes out of here, and the output stays.</param>
    /// <param name="item">The output.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryReceive(Predicate<TOutput>? filter, [MaybeNullWhen(false)] out TOutput item) =>
        _source.TryReceive(filter, out item);

    /// <summary>
    /// Takes outputs that can be taken now, in order, as many as there are and as there is room for; none while the head is
    /// reserved.
    /// </summary>
    /// <param name="items">Where they go; from the beginning, and what is beyond them stays as it is.</param>
    /// <returns>How many.</returns>
    /// <remarks>Any thread. Enters the lock of the output once; allocates nothing. Senders that wait get the room. Throws nothing.
    /// </remarks>
    public int TryReceiveBatch(Span<TOutput> items) => _source.TryReceiveBatch(items);

    /// <summary>Takes all outputs that can be taken now, in order; none while the head is reserved.</summary>
    /// <param name="items">At least one output, or null.</param>
    /// <returns>Whether there are any.</returns>
    public bool TryReceiveAll([NotNullWhen(true)] out IList<TOutput>? items) => _source.TryReceiveAll(out items);

    /// <summary>The block's parts.</summary>
    internal BlockCore<TInput, TOutput> Core => _core;

    /// <summary>The side that hands outputs on.</summary>
    internal LinkedOutput<TOutput, RingOutputs<TInput, TOutput>> Source => _source;

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

    /// <summary>
    /// The block as a channel: items are written to it, and outputs read, in the order of the items; with backpressure, and without an
    /// allocation for a write or a read that waits.
    /// </summary>
    /// <returns>The channel; the same object always.</returns>
    /// <remarks>
    /// <para>It does what a bounded channel of <c>System.Threading.Channels</c> does, by which its members are documented; what is
    /// different is in <c>docs/channels.md</c>. Above all: <see cref="ChannelWriter{T}.TryComplete"/> completes this block, with an
    /// error if there is one, and readers see the end when all that was written has been transformed and read.</para>
    /// <para>The block can be used in other ways meanwhile. Writers that wait, <see cref="DataflowBlock.SendAsync{TInput}(ITargetBlock{TInput}, TInput)"/>
    /// and linked sources are served first come first served; readers that wait for an output to take (<c>ReadAsync</c>) come before links.</para>
    /// <para>Any thread, any number of writers and readers, unless the options say that there is one producer. A value task of a
    /// writer or a reader is to be awaited once, as always. What follows an <see langword="await"/> runs on the pool, or in the
    /// awaiting method's synchronization context, and never on the thread that ends the wait. Costs two small objects, and nothing an
    /// item; a block whose channel was never asked for pays nothing.</para>
    /// </remarks>
    public Channel<TInput, TOutput> AsChannel() =>
        LazyInitializer.EnsureInitialized(
            ref _channel, () => BlockChannel<TInput, TOutput>.Of(_core, _source));

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

    /// <inheritdoc/>
    TOutput? ISourceBlock<TOutput>.ConsumeMessage(
        DataflowMessageHeader messageHeader,
        ITargetBlock<TOutput> target,
        out bool messageConsumed) =>
        _source.ConsumeMessage(messageHeader, target, out messageConsumed);

    /// <inheritdoc/>
    bool ISourceBlock<TOutput>.ReserveMessage(DataflowMessageHeader messageHeader, ITargetBlock<TOutput> target) =>
        _source.ReserveMessage(messageHeader, target);

    /// <inheritdoc/>
    void ISourceBlock<TOutput>.ReleaseReservation(DataflowMessageHeader messageHeader, ITargetBlock<TOutput> target) =>
        _source.ReleaseReservation(messageHeader, target);

    // What a debugger shows. Takes no lock, so it can be looked at while the block stands still anywhere.
    private sealed class DebugView(OrderedTransformBlock<TInput, TOutput> block)
    {
        public string Name => block._core.Name;

        public string State => block._core.State.ToString();

        public OrderedBlockStatistics Statistics => block.Statistics;

        public int ActiveWorkers => block._core.ActiveWorkers;

        public object RunsOn => block._core.Scheduler;

        public IReadOnlyList<ISourceBlock<TInput>> WaitingSources => block._core.Input.WaitingSources;

        public IReadOnlyList<ITargetBlock<TOutput>> LinkedTargets => block._source.LinkedTargets;

        public ITargetBlock<TOutput>? ReservedFor => block._source.ReservedFor;

        public Task Completion => block.Completion;
    }
}
