using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Channels;
using OrderedBlocks.Completion;
using OrderedBlocks.Delegates;
using OrderedBlocks.Hub;
using OrderedBlocks.Input;
using OrderedBlocks.OneToMany;
using OrderedBlocks.Output;
using OrderedBlocks.Ring;
using OrderedBlocks.Scheduling;

namespace OrderedBlocks;

/// <summary>
/// A dataflow block that makes any number of outputs of each item, in parallel, and hands them on in order: all outputs of the
/// first item, in the order in which its enumerator yields them, then all of the second, and so on.
/// </summary>
/// <typeparam name="TInput">What comes in.</typeparam>
/// <typeparam name="TOutput">What goes out: none, one or many for each input.</typeparam>
/// <remarks>
/// <para>It takes the place of <see cref="TransformManyBlock{TInput, TOutput}"/> in a mesh: the same constructors, options and
/// protocol, and the differences of <c>docs/differences.md</c>. The most important one is that its outputs are bounded: it goes
/// through what the delegate returns only as far as there is room (<see cref="OrderedBlockOptions.OutputCapacity"/>), so that one
/// item may have more outputs than memory would hold.</para>
/// <para>The item whose turn it is hands its outputs on while it makes them; others get as far ahead as their share of the room.
/// Where there is no room an item waits without a thread. <see cref="DataflowBlockOptions.BoundedCapacity"/> limits the items, from
/// their acceptance until their last output has left.</para>
/// <para>Enumerators are gone through where the delegate runs: on the options' task scheduler, or on the block's own threads, by one
/// thread at a time and under no lock. Each is disposed of exactly once, before its item ends, whatever ends it. A block that is faulted
/// or cancelled stops them at their next output.</para>
/// <para>What an item has yielded before it fails or is cancelled comes out before what
/// <see cref="OrderedBlockOptions.OnItemFailure"/> says follows from the failure; in a block that is faulted at once, it may.</para>
/// <para>All members may be used by any number of threads. Linking, unlinking, receiving and <see cref="OutputCount"/> wait while
/// another thread offers an output to a target: targets, and the filters of links and receivers, should be quick.</para>
/// <para>Where nothing waits, the block allocates nothing for an item or an output that it accepts at once, beyond what the delegate and its
/// enumerator do. See <c>docs/one-to-many.md</c>.</para>
/// </remarks>
[DebuggerDisplay("{DebuggerText,nq}")]
[DebuggerTypeProxy(typeof(OrderedTransformManyBlock<,>.DebugView))]
public sealed class OrderedTransformManyBlock<TInput, TOutput>
    : IPropagatorBlock<TInput, TOutput>, IReceivableSourceBlock<TOutput>, IRangeTargetOwner<TInput>, ICloseable
{
    private readonly BlockCore<TInput, OutputStream<TOutput>> _core;
    private FailureQueue<TInput, ItemFailure<TInput>>? _failures;
    private readonly LinkedOutput<TOutput, StreamOutputs<TInput, TOutput>> _source;
    private Channel<TInput, TOutput>? _channel;
    private readonly StreamOutputs<TInput, TOutput> _outputs;

    /// <summary>Creates a block over a delegate that returns the outputs, with the default options: unbounded, one item at a time.</summary>
    /// <param name="transform">Makes the outputs of an input; null stands for none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="transform"/> is null.</exception>
    public OrderedTransformManyBlock(Func<TInput, IEnumerable<TOutput>> transform)
        : this(transform, OrderedBlockOptions.Defaults)
    {
    }

    /// <summary>Creates a block over a delegate that returns the outputs.</summary>
    /// <param name="transform">Makes the outputs of an input; null stands for none. Runs on the options' task scheduler, or on the block's own
    /// threads, under no lock, and so does its enumerator; for up to
    /// <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/> items at the same time.</param>
    /// <param name="dataflowBlockOptions">Copied. <see cref="DataflowBlockOptions.EnsureOrdered"/> must be true.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><see cref="DataflowBlockOptions.EnsureOrdered"/> is false, or
    /// options of <see cref="OrderedBlockOptions"/> do not go together, or not with the delegate: each of them says so.</exception>
    public OrderedTransformManyBlock(Func<TInput, IEnumerable<TOutput>> transform, ExecutionDataflowBlockOptions dataflowBlockOptions)
        : this(Wrap.Many(transform), dataflowBlockOptions, default)
    {
    }

    /// <summary>Creates a block over an asynchronous delegate that returns the outputs, with the default options: unbounded, one item at a time.</summary>
    /// <param name="transform">Makes the outputs of an input; null stands for none. If it
    /// returns no task, the item is dropped.</param>
    /// <exception cref="ArgumentNullException"><paramref name="transform"/> is null.</exception>
    public OrderedTransformManyBlock(Func<TInput, Task<IEnumerable<TOutput>>> transform)
        : this(transform, OrderedBlockOptions.Defaults)
    {
    }

    /// <summary>Creates a block over an asynchronous delegate that returns the outputs.</summary>
    /// <param name="transform">Makes the outputs of an input; null stands for none. If it
    /// returns no task, the item is dropped. Runs on the options' task scheduler, or on the block's own
    /// threads, under no lock, and so does its enumerator; for up to
    /// <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/> items at the same time.</param>
    /// <param name="dataflowBlockOptions">Copied. <see cref="DataflowBlockOptions.EnsureOrdered"/> must be true.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><see cref="DataflowBlockOptions.EnsureOrdered"/> is false, or
    /// options of <see cref="OrderedBlockOptions"/> do not go together, or not with the delegate: each of them says so.</exception>
    public OrderedTransformManyBlock(Func<TInput, Task<IEnumerable<TOutput>>> transform, ExecutionDataflowBlockOptions dataflowBlockOptions)
        : this(Wrap.Many(transform), dataflowBlockOptions, default)
    {
    }

    /// <summary>Creates a block over an asynchronous delegate that returns the outputs and takes a token, with the default options: unbounded, one item at a time.</summary>
    /// <param name="transform">Makes the outputs of an input; null stands for none. Its token fires when the block is ended before its
    /// time.</param>
    /// <exception cref="ArgumentNullException"><paramref name="transform"/> is null.</exception>
    public OrderedTransformManyBlock(Func<TInput, CancellationToken, ValueTask<IEnumerable<TOutput>>> transform)
        : this(transform, OrderedBlockOptions.Defaults)
    {
    }

    /// <summary>Creates a block over an asynchronous delegate that returns the outputs and takes a token.</summary>
    /// <param name="transform">Makes the outputs of an input; null stands for none. Its token fires when the block is ended before its
    /// time. Runs on the options' task scheduler, or on the block's own
    /// threads, under no lock, and so does its enumerator; for up to
    /// <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/> items at the same time.</param>
    /// <param name="dataflowBlockOptions">Copied. <see cref="DataflowBlockOptions.EnsureOrdered"/> must be true.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><see cref="DataflowBlockOptions.EnsureOrdered"/> is false, or
    /// options of <see cref="OrderedBlockOptions"/> do not go together, or not with the delegate: each of them says so.</exception>
    public OrderedTransformManyBlock(Func<TInput, CancellationToken, ValueTask<IEnumerable<TOutput>>> transform, ExecutionDataflowBlockOptions dataflowBlockOptions)
        : this(Wrap.Many(transform), dataflowBlockOptions, default)
    {
    }

    /// <summary>Creates a block over a delegate that yields the outputs asynchronously, with the default options: unbounded, one item at a time.</summary>
    /// <param name="transform">Makes the outputs of an input; null stands for none. Its enumerator gets a token that fires when the block is
    /// ended before its time.</param>
    /// <exception cref="ArgumentNullException"><paramref name="transform"/> is null.</exception>
    public OrderedTransformManyBlock(Func<TInput, IAsyncEnumerable<TOutput>> transform)
        : this(transform, OrderedBlockOptions.Defaults)
    {
    }

    /// <summary>Creates a block over a delegate that yields the outputs asynchronously.</summary>
    /// <param name="transform">Makes the outputs of an input; null stands for none. Its enumerator gets a token that fires when the block is
    /// ended before its time. Runs on the options' task scheduler, or on the block's own
    /// threads, under no lock, and so does its enumerator; for up to
    /// <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/> items at the same time.</param>
    /// <param name="dataflowBlockOptions">Copied. <see cref="DataflowBlockOptions.EnsureOrdered"/> must be true.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><see cref="DataflowBlockOptions.EnsureOrdered"/> is false, or
    /// options of <see cref="OrderedBlockOptions"/> do not go together, or not with the delegate: each of them says so.</exception>
    public OrderedTransformManyBlock(Func<TInput, IAsyncEnumerable<TOutput>> transform, ExecutionDataflowBlockOptions dataflowBlockOptions)
        : this(Wrap.Many(transform), dataflowBlockOptions, default)
    {
    }

    /// <summary>Creates a block over a delegate that takes a token and yields the outputs asynchronously, with the default options: unbounded, one item at a time.</summary>
    /// <param name="transform">Makes the outputs of an input; null stands for none. Its token, and that of its enumerator, fires when the block
    /// is ended before its time.</param>
    /// <exception cref="ArgumentNullException"><paramref name="transform"/> is null.</exception>
    public OrderedTransformManyBlock(Func<TInput, CancellationToken, IAsyncEnumerable<TOutput>> transform)
        : this(transform, OrderedBlockOptions.Defaults)
    {
    }

    /// <summary>Creates a block over a delegate that takes a token and yields the outputs asynchronously.</summary>
    /// <param name="transform">Makes the outputs of an input; null stands for none. Its token, and that of its enumerator, fires when the block
    /// is ended before its time. Runs on the options' task scheduler, or on the block's own
    /// threads, under no lock, and so does its enumerator; for up to
    /// <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/> items at the same time.</param>
    /// <param name="dataflowBlockOptions">Copied. <see cref="DataflowBlockOptions.EnsureOrdered"/> must be true.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><see cref="DataflowBlockOptions.EnsureOrdered"/> is false, or
    /// options of <see cref="OrderedBlockOptions"/> do not go together, or not with the delegate: each of them says so.</exception>
    public OrderedTransformManyBlock(Func<TInput, CancellationToken, IAsyncEnumerable<TOutput>> transform, ExecutionDataflowBlockOptions dataflowBlockOptions)
        : this(Wrap.Many(transform), dataflowBlockOptions, default)
    {
    }

    /// <summary>Creates a block whose first item has a position of the caller's choice, for tests of large positions.</summary>
    internal OrderedTransformManyBlock(
        Func<LifeCycle, Func<TInput, ManyOutputs<TOutput>>> createTransform,
        ExecutionDataflowBlockOptions dataflowBlockOptions,
        Position first)
        : this(createTransform, BlockSettings.Read(dataflowBlockOptions, nameof(dataflowBlockOptions)), first)
    {
    }

    /// <summary>Creates a block of settings that are no longer the options'.</summary>
    internal OrderedTransformManyBlock(
        Func<LifeCycle, Func<TInput, ManyOutputs<TOutput>>> createTransform,
        BlockSettings settings,
        Position first = default)
    {
        OutputBudget budget = settings.CreateOutputBudget();
        var pool = new StreamPool<TOutput>();
        LinkedOutput<TOutput, StreamOutputs<TInput, TOutput>>? source = null;
        StreamOutputs<TInput, TOutput> outputs = default;
        _core = new BlockCore<TInput, OutputStream<TOutput>>(
            this,
            lifeCycle => new ManyTransform<TInput, TOutput>(
                createTransform(lifeCycle), budget, pool, lifeCycle.CreateDelegateToken()),
            settings.FailureAction == ItemFailureAction.SkipItem ? core => _failures = FailureOutlet.Create(core, settings.FailureCapacity) : null,
            core =>
            {
                outputs = new StreamOutputs<TInput, TOutput>(new StreamReader<TInput, TOutput>(core.Ring, budget, pool));
                return source = new LinkedOutput<TOutput, StreamOutputs<TInput, TOutput>>(
                    outputs, core.LifeCycle, this, core, core.Scheduler, settings.MaxPerOutputRelease);
            },
            keepsInputs: false,
            settings,
            first);
        _source = source!;
        _outputs = outputs;
    }

    /// <inheritdoc cref="OrderedTransformBlock{TInput, TOutput}.Completion"/>
    public Task Completion => _core.Completion;

    /// <inheritdoc cref="OrderedTransformBlock{TInput, TOutput}.InputCount"/>
    public int InputCount => (int)Math.Min(_core.QueuedCount, int.MaxValue);

    /// <summary>
    /// Outputs that could be taken now, one after the other, those of an item that still makes some included. Outputs that wait for an
    /// earlier item do not count. Amortised constant time an item, under the lock of the output.
    /// </summary>
    public int OutputCount => _source.ReadyCount;

    /// <summary>
    /// How many items the block has accepted and what has become of them: items, not outputs. One whose outputs are being made is
    /// running; it is released when the last of them has been taken. Takes no lock; an item itself pays one plain write for it. Exact while nothing moves and when <see cref="Completion"/> has ended.
    /// </summary>
    public OrderedBlockStatistics Statistics => _core.GetStatistics();

    /// <inheritdoc cref="OrderedTransformBlock{TInput, TOutput}.Failures"/>
    public IReceivableSourceBlock<ItemFailure<TInput>> Failures =>
        LazyInitializer.EnsureInitialized(ref _failures, () => FailureOutlet.CreateIdle(_core));

    /// <inheritdoc cref="OrderedTransformBlock{TInput, TOutput}.DegreeOfParallelism"/>
    public int DegreeOfParallelism
    {
        get => Parallelism.Read(_core);
        set => Parallelism.Write(_core, value);
    }

    /// <summary>Where the work runs, for tests of its threads.</summary>
    internal IWorkScheduler Scheduler => _core.Scheduler;

    /// <summary>What is to be done at the head, for tests.</summary>
    internal HeadStatus Head => _outputs.LookAtHead();

    private string DebuggerText => $"{_core.Name}, {_core.State}, {Statistics}";

    /// <inheritdoc cref="OrderedTransformBlock{TInput, TOutput}.Complete"/>
    public void Complete() => _core.Complete();

    /// <inheritdoc cref="OrderedTransformBlock{TInput, TOutput}.DrainAsync"/>
    public Task<DrainResult> DrainAsync(TimeSpan deadline, CancellationToken cancellationToken = default) =>
        Drain.RunAsync(_core, deadline, cancellationToken);

    /// <inheritdoc cref="OrderedTransformBlock{TInput, TOutput}.Fault"/>
    public void Fault(Exception exception) => _core.Fault(exception);

    /// <inheritdoc cref="OrderedTransformBlock{TInput, TOutput}.LinkTo"/>
    public IDisposable LinkTo(ITargetBlock<TOutput> target, DataflowLinkOptions linkOptions) =>
        _source.LinkTo(target, linkOptions);

    /// <inheritdoc cref="OrderedTransformBlock{TInput, TOutput}.TryReceive"/>
    public bool TryReceive(Predicate<TOutput>? filter, [MaybeNullWhen(false)] out TOutput item) =>
        _source.TryReceive(filter, out item);

    /// <inheritdoc cref="OrderedTransformBlock{TInput, TOutput}.TryReceiveBatch"/>
    public int TryReceiveBatch(Span<TOutput> items) => _source.TryReceiveBatch(items);

    /// <inheritdoc cref="OrderedTransformBlock{TInput, TOutput}.TryReceiveAll"/>
    public bool TryReceiveAll([NotNullWhen(true)] out IList<TOutput>? items) => _source.TryReceiveAll(out items);

    /// <summary>The block's parts, for tests.</summary>
    internal BlockCore<TInput, OutputStream<TOutput>> Core => _core;

    /// <summary>The side that hands outputs on.</summary>
    internal LinkedOutput<TOutput, StreamOutputs<TInput, TOutput>> Source => _source;

    /// <inheritdoc cref="OrderedTransformBlock{TInput, TOutput}.PostRange"/>
    public int PostRange(ReadOnlySpan<TInput> items) => _core.Input.PostRange(items);

    /// <inheritdoc cref="OrderedTransformBlock{TInput, TOutput}.AsChannel"/>
    public Channel<TInput, TOutput> AsChannel() =>
        LazyInitializer.EnsureInitialized(ref _channel, () => BlockChannel<TInput, TOutput>.Of(_core, _source));

    /// <inheritdoc cref="OrderedTransformBlock{TInput, TOutput}.ToString"/>
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
    private sealed class DebugView(OrderedTransformManyBlock<TInput, TOutput> block)
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
