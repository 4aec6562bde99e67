using System.Diagnostics;
using System.Globalization;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Atomics;
using OrderedBlocks.Completion;
using OrderedBlocks.Delegates;
using OrderedBlocks.Input;
using OrderedBlocks.Keys;
using OrderedBlocks.Observation;
using OrderedBlocks.OneToMany;
using OrderedBlocks.Output;
using OrderedBlocks.Ring;
using OrderedBlocks.Scheduling;
using OrderedBlocks.Workers;

namespace OrderedBlocks.Hub;

/// <summary>
/// A block's parts and how they talk to each other: input side, ring, workers, output side, life cycle.
/// </summary>
/// <remarks>
/// <code>
///   OfferMessage --> RingInput --> OrderedRing --> LinkedOutput   --> links, receivers
///                                    ^    |     or ConsumedOutput --> the delegate that consumes
///                                    |    v
///                                   WorkerGroup
/// </code>
/// <para>What the parts tell the hub is in BlockCore.Hub.cs; how the block ends, in BlockCore.Ending.cs; what others see of it, in
/// BlockCore.Observation.cs.</para>
/// </remarks>
[DebuggerDisplay("{State}, {Ring}")]
internal sealed partial class BlockCore<TInput, TOutput> : IBlock<TInput>
{
    private readonly IDataflowBlock _owner;
    private readonly BlockSettings _settings;
    private readonly RingInput<TInput, TOutput> _input;
    private readonly WorkerGroup<TInput, TOutput> _workers;
    private readonly OutputSide _output;

    // Null where an item has one output.
    private readonly IOutputRoom? _room;
    private readonly CancellationTokenRegistration _registration;
    private readonly CancellationTokenRegistration _otherRegistration;
    private LazyLock _degreeLock = new();

    // Made when it is needed, in a block that has no use for it.
    private FailureQueue<TInput>? _failures;

    // The registry's.
    private int _number;

    // Under _degreeLock: the degree before the block was paused, and whether it cannot be paused any more.
    private int _lastDegree;
    private bool _isDraining;

    /// <summary>Puts a block together. It may be used, and canceled, before this returns.</summary>
    /// <param name="owner">The public block, which others know as target.</param>
    /// <param name="createTransform">Makes the delegate's wrapper; it may ask for a token.</param>
    /// <param name="createOutput">Makes the output side, of the parts that this has by then: all but workers and input side.</param>
    /// <param name="settings">The block's options.</param>
    /// <param name="first">The position of the first item.</param>
    public BlockCore(
        ITargetBlock<TInput> owner,
        Func<LifeCycle, Transform<TInput, TOutput>> createTransform,
        Func<BlockCore<TInput, TOutput>, OutputSide> createOutput,
        BlockSettings settings,
        Position first)
    {
        _owner = owner;
        _settings = settings;
        _lastDegree = settings.MaxWorkers;
        LifeCycle = new LifeCycle(settings.CancellationToken, settings.OtherCancellationToken)
        {
            KeepsErrorsInOrder = settings.KeepsErrorsInOrder,
        };
        Scheduler = settings.HasOwnThreads
            ? new DedicatedThreads(Name, settings.MaxWorkers)
            : new WorkScheduler(settings.TaskScheduler);
        Ring = new OrderedRing<TInput, TOutput>(settings.Capacity, first, settings.CapturesContext);
        Transform<TInput, TOutput> transform = createTransform(LifeCycle);
        transform = Scheduler.Context is { } context ? transform.In(context) : transform;
        _room = transform as IOutputRoom;
        settings.CheckCallerRuns(transform.Synchronous is not null);
        if (transform.Reuse is { } reuse)
        {
            reuse.Fail = FaultByItself;
            Ring.Discarded = [];
        }

        Reuse = transform.Reuse;
        _failures = settings.FailureMode == ItemFailureMode.SkipItem ? CreateFailures(settings.FailureCapacity) : null;
        Policy = new ItemPolicy<TInput>(LifeCycle, settings.FailsCanceledItems, _failures);
        _output = createOutput(this);
        var deferredWork = new DeferredWorkTimer(Scheduler, this);
        _workers = new WorkerGroup<TInput, TOutput>(
            Ring,
            transform,
            LifeCycle,
            this,
            _output,
            Scheduler,
            deferredWork,
            settings.MaxWorkers,
            settings.MaxPerTask,
            settings.MaxPerClaim,
            Policy,
            _output.KeepsInputs,
            settings.CreateKeyTable<TInput>())
        {
            Tracing = settings.CapturesContext ? new ItemTracing(OperationOf(owner, transform), Name) : null,
        };
        _input = new RingInput<TInput, TOutput>(Ring, owner, this, _workers.Counts, Scheduler, deferredWork, settings.CallerRuns);

        // Before it can end.
        LogCreation();
        if (BlockMetrics.Shared.AreListenedTo)
        {
            Register();
        }

        _registration = CancelBy(settings.CancellationToken);
        _otherRegistration = CancelBy(settings.OtherCancellationToken);
        if (LifeCycle.IsAbandoned)
        {
            // The end may have come before there was anything to let go of.
            _otherRegistration.Unregister();
        }
    }

    public IWorkScheduler Scheduler { get; }

    public OrderedRing<TInput, TOutput> Ring { get; }

    public InputSide<TInput> Input => _input;

    public IRangeTarget<TInput>? RangeTarget => _settings.NeverRunsInline && !_settings.CapturesContext ? _input : null;

    public bool IsClosed => Ring.IsClosed;

    public LifeCycle LifeCycle { get; }

    /// <summary>What becomes of an item whose delegate has thrown.</summary>
    public ItemPolicy<TInput> Policy { get; }

    /// <summary>Where results come from and go, in a block that reuses them; else null.</summary>
    public Reuse<TOutput>? Reuse { get; }

    public IReceivableSourceBlock<ItemFailure<TInput>> Failures =>
        LazyInitializer.EnsureInitialized(ref _failures, CreateIdleFailures);

    public int DegreeOfParallelism
    {
        get => _workers.Degree == int.MaxValue ? DataflowBlockOptions.Unbounded : _workers.Degree;
        set
        {
            int max = _settings.MaxWorkers;
            bool isLimited = max != int.MaxValue;
            if (isLimited ? value < 0 || value > max : value < DataflowBlockOptions.Unbounded)
            {
                string valid = isLimited
                    ? $"from 0 to {max}, the block's {nameof(ExecutionDataflowBlockOptions.MaxDegreeOfParallelism)}"
                    : $"0 or more, or {DataflowBlockOptions.Unbounded} for no limit";
                throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(DegreeOfParallelism)} must be {valid}.");
            }

            SetDegree(value == DataflowBlockOptions.Unbounded ? int.MaxValue : value);
        }
    }

    /// <summary>
    /// So many items keep the block busy: who feeds it and takes its outputs need not feed it while it has more of them. Half of its
    /// capacity, but at least two items for each worker if there is room for them.
    /// </summary>
    public long RefillMark => Math.Max(_settings.Capacity / 2, Math.Min(_settings.Capacity - 1, 2L * _settings.MaxWorkers));

    public Task Completion => LifeCycle.Completion;

    public LifeCycleState State => LifeCycle.State;

    /// <summary>What orders the items by key, for tests; null where nothing does.</summary>
    internal KeyScheduler<TInput, TOutput>? Keyed => _workers.Keyed;

    /// <summary>What the workers call, for tests.</summary>
    internal Transform<TInput, TOutput> Transform => _workers.Transform;

    public string Name
    {
        get
        {
            try
            {
                return string.Format(CultureInfo.CurrentCulture, _settings.NameFormat, _owner.GetType().Name, Completion.Id);
            }
            catch (FormatException error)
            {
                return error.Message;
            }
        }
    }

    private void SetDegree(int value)
    {
        using (_degreeLock.Enter())
        {
            _lastDegree = value > 0 ? value : _lastDegree;
            _workers.Degree = _isDraining ? _lastDegree : value;
        }

        // It may have been paused before its first item.
        Register();

        _workers.LookForWork();
    }

    private FailureQueue<TInput> CreateFailures(long capacity) => new(capacity, Scheduler, error => FaultByItself([error]));

    // For a block that has no use for it. It ends with the block.
    private FailureQueue<TInput> CreateIdleFailures()
    {
        FailureQueue<TInput> failures = CreateFailures(capacity: 1);
        using (NoFlow.Begin())
        {
            Completion.ContinueWith(
                static (_, queue) => ((FailureQueue<TInput>)queue!).Complete(),
                failures,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.DenyChildAttach,
                TaskScheduler.Default);
        }

        return failures;
    }

    // By what becomes of the delegate's output.
    private static string OperationOf(ITargetBlock<TInput> owner, Transform<TInput, TOutput> transform) =>
        transform.IsStreaming || owner is ISourceBlock<TOutput> ? "orderedblocks.transform" : "orderedblocks.produce";

    private CancellationTokenRegistration CancelBy(CancellationToken token) =>
        token.UnsafeRegister(static core => ((BlockCore<TInput, TOutput>)core!).Cancel(), this);
}
