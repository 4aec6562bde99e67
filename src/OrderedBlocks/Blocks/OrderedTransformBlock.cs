using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Completion;
using OrderedBlocks.Delegates;
using OrderedBlocks.Hub;
using OrderedBlocks.Output;
using OrderedBlocks.Ring;

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
/// <para>An <see cref="OperationCanceledException"/> that the delegate throws, a canceled task or a null one drops that item,
/// as in Dataflow; <see cref="OrderedBlock{TInput}.Statistics"/> count it. Any other exception faults the block. Both can be had otherwise:
/// <see cref="OrderedBlockOptions.CancellationMode"/>, <see cref="OrderedBlockOptions.FailureMode"/>.</para>
/// <para>With a synchronous delegate nothing is allocated for an item that a block with a capacity of up to 16,384 accepts at
/// once.</para>
/// </remarks>
public sealed partial class OrderedTransformBlock<TInput, TOutput> : OrderedSourceBlock<TInput, TOutput>
{
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
    /// fires when the block is canceled or faulted, <see cref="OrderedBlock{TInput}.DrainAsync"/> comes to its deadline, or the block ends because its
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
        LinkedOutput<TOutput>? source = null;
        Core = new BlockCore<TInput, TOutput>(
            this,
            createTransform,
            core => source = new LinkedOutput<TOutput>(
                core.Ring, core.LifeCycle, this, core, core.Scheduler, settings.MaxPerRelease),
            settings,
            first);
        SetBlock(Core, source!);
    }

    /// <summary>The block's parts.</summary>
    internal BlockCore<TInput, TOutput> Core { get; }
}
