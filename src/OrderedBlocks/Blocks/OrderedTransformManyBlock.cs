using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Completion;
using OrderedBlocks.Delegates;
using OrderedBlocks.Hub;
using OrderedBlocks.OneToMany;
using OrderedBlocks.Output;
using OrderedBlocks.Ring;

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
/// or canceled stops them at their next output.</para>
/// <para>What an item has yielded before it fails or is canceled comes out before what
/// <see cref="OrderedBlockOptions.FailureMode"/> says follows from the failure; in a block that is faulted at once, it may.</para>
/// <para>Where nothing waits, the block allocates nothing for an item or an output that it accepts at once, beyond what the delegate and its
/// enumerator do. See <c>docs/one-to-many.md</c>.</para>
/// </remarks>
public sealed class OrderedTransformManyBlock<TInput, TOutput> : OrderedSourceBlock<TInput, TOutput>
{
    private readonly StreamReader<TInput, TOutput> _outputs;

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
        LinkedOutput<TOutput>? source = null;
        StreamReader<TInput, TOutput>? outputs = null;
        Core = new BlockCore<TInput, OutputStream<TOutput>>(
            this,
            lifeCycle => new ManyTransform<TInput, TOutput>(
                createTransform(lifeCycle), budget, pool, lifeCycle.CreateDelegateToken()),
            core =>
            {
                outputs = new StreamReader<TInput, TOutput>(core.Ring, budget, pool);
                return source = new LinkedOutput<TOutput>(
                    outputs, core.LifeCycle, this, core, core.Scheduler, settings.MaxPerOutputRelease);
            },
            settings,
            first);
        _outputs = outputs!;
        SetBlock(Core, source!);
    }

    /// <summary>The block's parts.</summary>
    internal BlockCore<TInput, OutputStream<TOutput>> Core { get; }

    /// <summary>What is to be done at the head, for tests.</summary>
    internal HeadStatus Head => _outputs.LookAtHead();
}
