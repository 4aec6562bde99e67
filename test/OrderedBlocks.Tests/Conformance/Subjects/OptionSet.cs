using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance.Subjects;

/// <summary>
/// The options that all tests of one concrete class start from. A test that needs a certain capacity or parallelism
/// overrides that one option and keeps the rest.
/// </summary>
public sealed record OptionSet
{
    /// <summary>Dataflow's defaults: unbounded, one item at a time.</summary>
    public static OptionSet Default { get; } = new();

    /// <summary>Room for a single item.</summary>
    public static OptionSet BoundedOne { get; } = new() { BoundedCapacity = 1 };

    /// <summary>A small bound, four items at a time.</summary>
    public static OptionSet BoundedParallel { get; } = new() { BoundedCapacity = 8, MaxDegreeOfParallelism = 4 };

    /// <summary>The usual bound, as many items at a time as there are.</summary>
    public static OptionSet BoundedUnlimited { get; } =
        new() { BoundedCapacity = 1024, MaxDegreeOfParallelism = DataflowBlockOptions.Unbounded };

    /// <summary>Asynchronous delegates, else the defaults.</summary>
    public static OptionSet Asynchronous { get; } = new() { Shape = DelegateShape.Task };

    /// <summary>Asynchronous delegates, four at a time, with a small bound.</summary>
    public static OptionSet AsynchronousParallel { get; } = BoundedParallel with { Shape = DelegateShape.Task };

    /// <summary>Four at a time on a scheduler of their own.</summary>
    public static OptionSet OwnScheduler { get; } =
        new() { MaxDegreeOfParallelism = 4, NewScheduler = () => new CountingScheduler() };

    /// <summary>The promise that there is one producer, which the few tests with more of them take back.</summary>
    public static OptionSet SingleProducer { get; } =
        new() { BoundedCapacity = 64, MaxDegreeOfParallelism = 2, SingleProducerConstrained = true };

    /// <summary>A new task for every message, with parallel delegates.</summary>
    public static OptionSet OneMessageATask { get; } =
        new() { BoundedCapacity = 16, MaxDegreeOfParallelism = 2, MaxMessagesPerTask = 1 };

    /// <summary>Delegates that take a token and return value tasks, else the defaults.</summary>
    public static OptionSet ValueTasks { get; } = new() { Shape = DelegateShape.ValueTaskWithToken };

    /// <summary>Delegates that take a token and return value tasks, four at a time, with a small bound.</summary>
    public static OptionSet ValueTasksParallel { get; } = BoundedParallel with { Shape = DelegateShape.ValueTaskWithToken };

    /// <summary>Sequences that do the work while they are enumerated, four at a time, with a small bound.</summary>
    public static OptionSet LazyParallel { get; } = BoundedParallel with { Shape = DelegateShape.LazySequence };

    /// <summary>Asynchronous streams, else the defaults.</summary>
    public static OptionSet Streams { get; } = new() { Shape = DelegateShape.AsyncStream };

    /// <summary>Asynchronous streams, four at a time, with a small bound.</summary>
    public static OptionSet StreamsParallel { get; } = BoundedParallel with { Shape = DelegateShape.AsyncStream };

    /// <summary>Four at a time on threads of the block's own, with a small bound.</summary>
    public static OptionSet DedicatedThreads { get; } = BoundedParallel with { WorkerThreadMode = WorkerThreadMode.Dedicated };

    /// <summary>The same with asynchronous delegates, one at a time.</summary>
    public static OptionSet DedicatedThreadAsynchronous { get; } =
        DedicatedThreads with { MaxDegreeOfParallelism = 1, Shape = DelegateShape.Task };

    /// <summary>The constructor used.</summary>
    public DelegateShape Shape { get; init; } = DelegateShape.Synchronous;

    /// <inheritdoc cref="DataflowBlockOptions.BoundedCapacity"/>
    public int BoundedCapacity { get; init; } = DataflowBlockOptions.Unbounded;

    /// <inheritdoc cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/>
    public int MaxDegreeOfParallelism { get; init; } = 1;

    /// <inheritdoc cref="DataflowBlockOptions.MaxMessagesPerTask"/>
    public int MaxMessagesPerTask { get; init; } = DataflowBlockOptions.Unbounded;

    /// <inheritdoc cref="ExecutionDataflowBlockOptions.SingleProducerConstrained"/>
    public bool SingleProducerConstrained { get; init; }

    /// <summary>Whose threads are used. Other than the pool's, where a block has the option.</summary>
    public WorkerThreadMode WorkerThreadMode { get; init; } = WorkerThreadMode.Pool;

    /// <summary>Senders that find the block full work for it. Where a block has the option.</summary>
    public bool CallerRuns { get; init; }

    /// <summary>Makes the scheduler of a block.</summary>
    public Func<TaskScheduler> NewScheduler { get; init; } = () => TaskScheduler.Default;

    /// <summary>These options as a block takes them.</summary>
    public ExecutionDataflowBlockOptions ToBlockOptions() => new OrderedBlockOptions
    {
        BoundedCapacity = BoundedCapacity,
        MaxDegreeOfParallelism = MaxDegreeOfParallelism,
        MaxMessagesPerTask = MaxMessagesPerTask,
        SingleProducerConstrained = SingleProducerConstrained,
        TaskScheduler = NewScheduler(),
        WorkerThreadMode = WorkerThreadMode,
        CallerRuns = CallerRuns,
    };
}
