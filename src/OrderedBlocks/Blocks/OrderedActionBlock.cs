using System.Diagnostics;
using System.Threading.Channels;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Channels;
using OrderedBlocks.Completion;
using OrderedBlocks.Delegates;
using OrderedBlocks.Hub;
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
/// <see cref="OperationCanceledException"/> out of either, or a canceled task, drops that item alone, and so does a null task
/// of <c>produce</c>; a null task of <c>consume</c> counts as one that has ended. Thus do Dataflow's blocks.
/// A block that is canceled or faulted from outside lets running delegates end and consumes nothing after that.</para>
/// <para>All members may be used by any number of threads. With synchronous delegates nothing is allocated for an item that a
/// block with a capacity of up to 16,384 accepts at once.</para>
/// </remarks>
[DebuggerTypeProxy(typeof(OrderedActionBlock<,>.ActionDebugView))]
public sealed partial class OrderedActionBlock<TInput, TResult> : OrderedBlock<TInput>
{
    private ChannelWriter<TInput>? _writer;

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
    /// <param name="dataflowBlockOptions">Copied. <see cref="DataflowBlockOptions.EnsureOrdered"/> must be true.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><see cref="DataflowBlockOptions.EnsureOrdered"/> is false, or
    /// options of <see cref="OrderedBlockOptions"/> do not go together, or not with the delegates: each of them says so.</exception>
    public OrderedActionBlock(
        Func<TInput, TResult> produce,
        Action<TResult> consume,
        ExecutionDataflowBlockOptions dataflowBlockOptions)
        : this(Wrap.Transform(produce), Wrap.Consumer(consume), dataflowBlockOptions, default)
    {
    }

    /// <summary>Creates a block that consumes asynchronously,
    /// with the default options: unbounded, one item at a time.</summary>
    /// <inheritdoc cref="OrderedActionBlock{TInput, TResult}(Func{TInput, TResult}, Action{TResult}, ExecutionDataflowBlockOptions)"/>
    /// <param name="produce">Makes a result of an item. Runs on several threads at the same time.</param>
    /// <param name="consume">Takes the results in order; the next one when the task for the one before has ended.</param>
    public OrderedActionBlock(
        Func<TInput, TResult> produce,
        Func<TResult, Task> consume)
        : this(produce, consume, OrderedBlockOptions.Defaults)
    {
    }

    /// <summary>Creates a block that consumes asynchronously.</summary>
    /// <inheritdoc cref="OrderedActionBlock{TInput, TResult}(Func{TInput, TResult}, Action{TResult}, ExecutionDataflowBlockOptions)"/>
    /// <param name="produce">Makes a result of an item. Runs on several threads at the same time.</param>
    /// <param name="consume">Takes the results in order; the next one when the task for the one before has ended.</param>
    /// <param name="dataflowBlockOptions">Copied. <see cref="DataflowBlockOptions.EnsureOrdered"/> must be true.</param>
    public OrderedActionBlock(
        Func<TInput, TResult> produce,
        Func<TResult, Task> consume,
        ExecutionDataflowBlockOptions dataflowBlockOptions)
        : this(Wrap.Transform(produce), Wrap.Consumer(consume), dataflowBlockOptions, default)
    {
    }

    /// <summary>Creates a block that consumes asynchronously and is told of its end by a token,
    /// with the default options: unbounded, one item at a time.</summary>
    /// <inheritdoc cref="OrderedActionBlock{TInput, TResult}(Func{TInput, TResult}, Action{TResult}, ExecutionDataflowBlockOptions)"/>
    /// <param name="produce">Makes a result of an item. Runs on several threads at the same time.</param>
    /// <param name="consume">Takes the results in order; the next one when the task for the one before has ended. Its token fires
    /// when the block is canceled or faulted.</param>
    public OrderedActionBlock(
        Func<TInput, TResult> produce,
        Func<TResult, CancellationToken, ValueTask> consume)
        : this(produce, consume, OrderedBlockOptions.Defaults)
    {
    }

    /// <summary>Creates a block that consumes asynchronously and is told of its end by a token.</summary>
    /// <inheritdoc cref="OrderedActionBlock{TInput, TResult}(Func{TInput, TResult}, Action{TResult}, ExecutionDataflowBlockOptions)"/>
    /// <param name="produce">Makes a result of an item. Runs on several threads at the same time.</param>
    /// <param name="consume">Takes the results in order; the next one when the task for the one before has ended. Its token fires
    /// when the block is canceled or faulted.</param>
    /// <param name="dataflowBlockOptions">Copied. <see cref="DataflowBlockOptions.EnsureOrdered"/> must be true.</param>
    public OrderedActionBlock(
        Func<TInput, TResult> produce,
        Func<TResult, CancellationToken, ValueTask> consume,
        ExecutionDataflowBlockOptions dataflowBlockOptions)
        : this(Wrap.Transform(produce), Wrap.Consumer(consume), dataflowBlockOptions, default)
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
    /// <param name="dataflowBlockOptions">Copied. <see cref="DataflowBlockOptions.EnsureOrdered"/> must be true.</param>
    public OrderedActionBlock(
        Func<TInput, Task<TResult>> produce,
        Action<TResult> consume,
        ExecutionDataflowBlockOptions dataflowBlockOptions)
        : this(Wrap.Transform(produce), Wrap.Consumer(consume), dataflowBlockOptions, default)
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
    /// <param name="dataflowBlockOptions">Copied. <see cref="DataflowBlockOptions.EnsureOrdered"/> must be true.</param>
    public OrderedActionBlock(
        Func<TInput, Task<TResult>> produce,
        Func<TResult, Task> consume,
        ExecutionDataflowBlockOptions dataflowBlockOptions)
        : this(Wrap.Transform(produce), Wrap.Consumer(consume), dataflowBlockOptions, default)
    {
    }

    /// <summary>Creates a block over asynchronous delegates of which the one that consumes is told of the end by a token,
    /// with the default options: unbounded, one item at a time.</summary>
    /// <inheritdoc cref="OrderedActionBlock{TInput, TResult}(Func{TInput, TResult}, Action{TResult}, ExecutionDataflowBlockOptions)"/>
    /// <param name="produce">Makes a result of an item. Up to
    /// <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/> of its tasks are pending at the same time.</param>
    /// <param name="consume">Takes the results in order; the next one when the task for the one before has ended. Its token fires
    /// when the block is canceled or faulted.</param>
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
    /// when the block is canceled or faulted.</param>
    /// <param name="dataflowBlockOptions">Copied. <see cref="DataflowBlockOptions.EnsureOrdered"/> must be true.</param>
    public OrderedActionBlock(
        Func<TInput, Task<TResult>> produce,
        Func<TResult, CancellationToken, ValueTask> consume,
        ExecutionDataflowBlockOptions dataflowBlockOptions)
        : this(Wrap.Transform(produce), Wrap.Consumer(consume), dataflowBlockOptions, default)
    {
    }

    /// <summary>Creates a block that produces asynchronously and is told of its end by a token,
    /// with the default options: unbounded, one item at a time.</summary>
    /// <inheritdoc cref="OrderedActionBlock{TInput, TResult}(Func{TInput, TResult}, Action{TResult}, ExecutionDataflowBlockOptions)"/>
    /// <param name="produce">Makes a result of an item. Up to
    /// <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/> of its tasks are pending at the same time. Its token
    /// fires when the block is canceled or faulted, or comes to the deadline of a drain.</param>
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
    /// fires when the block is canceled or faulted, or comes to the deadline of a drain.</param>
    /// <param name="consume">Takes the results in order, one at a time.</param>
    /// <param name="dataflowBlockOptions">Copied. <see cref="DataflowBlockOptions.EnsureOrdered"/> must be true.</param>
    public OrderedActionBlock(
        Func<TInput, CancellationToken, ValueTask<TResult>> produce,
        Action<TResult> consume,
        ExecutionDataflowBlockOptions dataflowBlockOptions)
        : this(Wrap.Transform(produce), Wrap.Consumer(consume), dataflowBlockOptions, default)
    {
    }

    /// <summary>Creates a block over asynchronous delegates of which the one that produces is told of the end by a token,
    /// with the default options: unbounded, one item at a time.</summary>
    /// <inheritdoc cref="OrderedActionBlock{TInput, TResult}(Func{TInput, TResult}, Action{TResult}, ExecutionDataflowBlockOptions)"/>
    /// <param name="produce">Makes a result of an item. Up to
    /// <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/> of its tasks are pending at the same time. Its token
    /// fires when the block is canceled or faulted, or comes to the deadline of a drain.</param>
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
    /// fires when the block is canceled or faulted, or comes to the deadline of a drain.</param>
    /// <param name="consume">Takes the results in order; the next one when the task for the one before has ended.</param>
    /// <param name="dataflowBlockOptions">Copied. <see cref="DataflowBlockOptions.EnsureOrdered"/> must be true.</param>
    public OrderedActionBlock(
        Func<TInput, CancellationToken, ValueTask<TResult>> produce,
        Func<TResult, Task> consume,
        ExecutionDataflowBlockOptions dataflowBlockOptions)
        : this(Wrap.Transform(produce), Wrap.Consumer(consume), dataflowBlockOptions, default)
    {
    }

    /// <summary>Creates a block over asynchronous delegates that are told of the block's end by a token,
    /// with the default options: unbounded, one item at a time.</summary>
    /// <inheritdoc cref="OrderedActionBlock{TInput, TResult}(Func{TInput, TResult}, Action{TResult}, ExecutionDataflowBlockOptions)"/>
    /// <param name="produce">Makes a result of an item. Up to
    /// <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/> of its tasks are pending at the same time.</param>
    /// <param name="consume">Takes the results in order; the next one when the task for the one before has ended.</param>
    /// <remarks>Both tokens are the same; it fires when the block is canceled or faulted, or comes to the deadline of a drain.</remarks>
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
    /// <param name="dataflowBlockOptions">Copied. <see cref="DataflowBlockOptions.EnsureOrdered"/> must be true.</param>
    /// <remarks>Both tokens are the same; it fires when the block is canceled or faulted, or comes to the deadline of a drain.</remarks>
    public OrderedActionBlock(
        Func<TInput, CancellationToken, ValueTask<TResult>> produce,
        Func<TResult, CancellationToken, ValueTask> consume,
        ExecutionDataflowBlockOptions dataflowBlockOptions)
        : this(Wrap.Transform(produce), Wrap.Consumer(consume), dataflowBlockOptions, default)
    {
    }

    /// <summary>Creates a block whose first item has a position of the caller's choice, for tests of large positions.</summary>
    internal OrderedActionBlock(
        Func<LifeCycle, Transform<TInput, TResult>> createTransform,
        Func<LifeCycle, Consumer<TResult>> createConsumer,
        ExecutionDataflowBlockOptions dataflowBlockOptions,
        Position first)
    {
        BlockSettings settings = BlockSettings.Read(dataflowBlockOptions, nameof(dataflowBlockOptions));
        Core = new BlockCore<TInput, TResult>(
            this,
            createTransform,
            core => new ConsumedOutput<TInput, TResult>(
                core.Ring,
                core.LifeCycle,
                createConsumer(core.LifeCycle),
                core.Policy,
                core.Reuse,
                core,
                core.Scheduler,
                settings.MaxPerTask,
                settings.MaxPerRelease),
            settings,
            first);
        SetBlock(Core);
    }

    /// <summary>The block's parts.</summary>
    internal BlockCore<TInput, TResult> Core { get; }

    /// <summary>The block as the writer of a channel: with backpressure, and without an allocation for a write that waits.</summary>
    /// <returns>The writer; the same object always.</returns>
    /// <remarks>As the writer of <see cref="OrderedSourceBlock{TInput, TOutput}.AsChannel"/>: what is said there of writers holds
    /// here. <see cref="ChannelWriter{T}.TryComplete"/> completes this block. Any thread.</remarks>
    public ChannelWriter<TInput> AsChannelWriter() =>
        LazyInitializer.EnsureInitialized(ref _writer, () => new BlockChannelWriter<TInput>(Core));

    private sealed class ActionDebugView(OrderedActionBlock<TInput, TResult> block) : DebugView(block);
}
