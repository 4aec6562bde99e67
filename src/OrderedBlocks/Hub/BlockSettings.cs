using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Keys;
using OrderedBlocks.OneToMany;
using OrderedBlocks.Ring;
using OrderedBlocks.Workers;

namespace OrderedBlocks.Hub;

/// <summary>A block's options as they were when it was constructed, checked and with their defaults filled in.</summary>
internal sealed record BlockSettings
{
    private const int LongestRelease = 256;

    private static readonly OrderedBlockOptions s_defaultOptions = new();
    private static readonly BlockSettings s_defaults = new(OrderedBlockOptions.Defaults, paramName: "");

    private readonly string _paramName;
    private readonly KeyRule? _keyRule;

    private BlockSettings(ExecutionDataflowBlockOptions options, string paramName)
    {
        if (!options.EnsureOrdered)
        {
            throw new ArgumentException(
                $"{nameof(options.EnsureOrdered)} must be true, its default: an ordered block always keeps the order. "
                + "Use TransformBlock for output in any order.",
                paramName);
        }

        OrderedBlockOptions own = options as OrderedBlockOptions ?? s_defaultOptions;
        HasOwnThreads = own.WorkerThreadMode == WorkerThreadMode.Dedicated;
        if (HasOwnThreads)
        {
            CheckOwnThreads(options, paramName);
        }

        Capacity = ToCapacity(options.BoundedCapacity);
        MaxWorkers = ToLimit(options.MaxDegreeOfParallelism);
        MaxPerTask = ToLimit(options.MaxMessagesPerTask);
        TaskScheduler = options.TaskScheduler;
        CancellationToken = options.CancellationToken;
        NameFormat = options.NameFormat;
        CallerRuns = own.CallerRuns;
        CapturesContext = own.CaptureExecutionContext;
        StartsInOrder = own.StrictStartOrder;
        FailureMode = own.FailureMode;
        FailsCanceledItems = own.CancellationMode == ItemCancellationMode.FailItem;
        FailureCapacity = ToCapacity(own.FailureCapacity);
        OutputCapacity = ToCapacity(own.OutputCapacity ?? options.BoundedCapacity);
        OutputCapacityPerItem = own.OutputCapacityPerItem;
        TargetsGoneMode = own.TargetsGoneMode;
        _keyRule = own.GetKeyRule(paramName);
        _paramName = paramName;
    }

    /// <summary>Copies the options of a block that is being constructed.</summary>
    /// <param name="options">The user's options, of either kind; they stay the user's to change.</param>
    /// <param name="paramName">The name of the constructor's parameter, for the exception.</param>
    /// <exception cref="ArgumentNullException">There are none.</exception>
    /// <exception cref="ArgumentException">An option is not one of an ordered block, or does not go with the others.</exception>
    public static BlockSettings Read(ExecutionDataflowBlockOptions options, string paramName)
    {
        ArgumentNullException.ThrowIfNull(options, paramName);
        return options == OrderedBlockOptions.Defaults ? s_defaults : new BlockSettings(options, paramName);
    }

    /// <summary>Items held at the most; <see cref="OrderedRing{TInput, TOutput}.Unbounded"/> for no limit.</summary>
    public long Capacity { get; init; }

    /// <summary>Items that a worker claims in one go while they are cheap.</summary>
    public int MaxPerClaim =>
        StartsInOrder || _keyRule is not null ? 1 : (int)Math.Clamp(Capacity / BatchLimits.ShareOfCapacity, 1, BatchLimits.Max);

    /// <summary>Outputs that leave in one go before the senders are looked after.</summary>
    public int MaxPerRelease => (int)Math.Clamp(Capacity / 2, 1, LongestRelease);

    /// <summary>As <see cref="MaxPerRelease"/>, where an item has any number of outputs.</summary>
    public int MaxPerOutputRelease => (int)Math.Clamp(OutputCapacity / 2, 1, LongestRelease);

    /// <summary>Delegates that run, or whose tasks are pending, at the same time, at the most.</summary>
    public int MaxWorkers { get; }

    /// <summary>Items that a worker takes before it goes back to the scheduler.</summary>
    public int MaxPerTask { get; }

    /// <summary>Whether a sender that would have to wait works for the block first.</summary>
    public bool CallerRuns { get; }

    /// <summary>Whether the senders' execution contexts travel with their items.</summary>
    public bool CapturesContext { get; }

    /// <summary>Whether no item may be started before an earlier one.</summary>
    public bool StartsInOrder { get; }

    /// <summary>What the block does when a delegate fails on an item.</summary>
    public ItemFailureMode FailureMode { get; init; }

    /// <summary>Whether a cancellation that drops outputs drops the exceptions behind them, too.</summary>
    public bool KeepsErrorsInOrder { get; init; }

    /// <summary>Whether an item that its delegate has canceled, and not the block, has failed.</summary>
    public bool FailsCanceledItems { get; init; }

    /// <summary>Failures that are kept for those who are linked to them.</summary>
    public long FailureCapacity { get; }

    /// <summary>Outputs kept at the most, where an item has any number of them.</summary>
    public long OutputCapacity { get; init; }

    /// <summary>Outputs of one item kept at the most; null if the block is to say.</summary>
    public long? OutputCapacityPerItem { get; }

    /// <summary>What the block does when its last target has declined for good.</summary>
    public TargetsGoneMode TargetsGoneMode { get; }

    /// <summary>Whether they run on threads of the block's own instead of <see cref="TaskScheduler"/>.</summary>
    public bool HasOwnThreads { get; }

    public TaskScheduler TaskScheduler { get; }

    /// <summary>Whether what is scheduled never runs on the thread that schedules it. A user's scheduler may do that.</summary>
    public bool NeverRunsInline => HasOwnThreads || TaskScheduler == TaskScheduler.Default;

    public CancellationToken CancellationToken { get; init; }

    /// <summary>Another one that cancels the block.</summary>
    public CancellationToken OtherCancellationToken { get; init; }

    /// <summary>{0} is the block's type, {1} the id of its completion task.</summary>
    public string NameFormat { get; }

    /// <summary>Checks that a sender may do the block's work, if it is to.</summary>
    /// <param name="isSynchronous">Whether the delegate returns its result.</param>
    /// <exception cref="ArgumentException">It is to, and may not.</exception>
    public void CheckCallerRuns(bool isSynchronous)
    {
        string? obstacle =
            !isSynchronous ? "a synchronous delegate with one output for each item: others would leave work pending on the sender's thread"
            : HasOwnThreads ? "WorkerThreadMode = Pool: with Dedicated the delegate runs on threads of the block's own only"
            : TaskScheduler != TaskScheduler.Default ? $"the default {nameof(TaskScheduler)}: a sender does not run on another one"
            : null;
        if (CallerRuns && obstacle is not null)
        {
            throw new ArgumentException($"CallerRuns needs {obstacle}.", _paramName);
        }
    }

    /// <summary>Creates the table of keys of a block whose items are ordered by key; null where they are not.</summary>
    /// <exception cref="ArgumentException">The key is one of other items, or no item may be started before an earlier one.</exception>
    public KeyTable<TInput>? CreateKeyTable<TInput>()
    {
        if (_keyRule is null)
        {
            return null;
        }

        if (StartsInOrder)
        {
            throw new ArgumentException(
                "KeySelector needs StrictStartOrder = false: an item that waits for its key is started after later ones.", _paramName);
        }

        var creation = new KeyTableCreation<TInput>(_paramName);
        _keyRule.Accept(creation);
        return creation.Table;
    }

    /// <summary>Creates the room for the outputs of a block whose items have any number of them.</summary>
    /// <exception cref="ArgumentException">One item may have more outputs there than all of them together.</exception>
    public OutputBudget CreateOutputBudget()
    {
        if (OutputCapacityPerItem > OutputCapacity)
        {
            throw new ArgumentException(
                $"OutputCapacityPerItem must not be larger than OutputCapacity, which is {OutputCapacity}; by default it is the "
                + $"{nameof(DataflowBlockOptions.BoundedCapacity)}.",
                _paramName);
        }

        // A share for each item in work and one for those that are finished.
        long items = MaxWorkers == int.MaxValue ? Environment.ProcessorCount : MaxWorkers;
        long share = OutputCapacity == OutputBudget.Unlimited ? OutputBudget.Unlimited : Math.Max(1, OutputCapacity / (items + 1));
        return new OutputBudget(OutputCapacity, OutputCapacityPerItem ?? share);
    }

    private static void CheckOwnThreads(ExecutionDataflowBlockOptions options, string paramName)
    {
        const string Option = $"{nameof(OrderedBlockOptions.WorkerThreadMode)} = {nameof(WorkerThreadMode.Dedicated)}";
        if (options.MaxDegreeOfParallelism == DataflowBlockOptions.Unbounded)
        {
            throw new ArgumentException(
                $"{Option} needs a {nameof(options.MaxDegreeOfParallelism)} of 1 or more, not {DataflowBlockOptions.Unbounded} "
                + "(no limit): each delegate that runs has a thread of the block's own.",
                paramName);
        }

        if (options.TaskScheduler != TaskScheduler.Default)
        {
            throw new ArgumentException(
                $"{Option} needs the default {nameof(options.TaskScheduler)}, {nameof(System.Threading.Tasks.TaskScheduler)}."
                + $"{nameof(TaskScheduler.Default)}: the threads of the block's own take its place.",
                paramName);
        }
    }

    /// <summary>The capacity of a ring by an option.</summary>
    public static long ToCapacity(int option) =>
        option == DataflowBlockOptions.Unbounded ? OrderedRing<int, int>.Unbounded : option;

    private static int ToLimit(int option) => option == DataflowBlockOptions.Unbounded ? int.MaxValue : option;
}
