using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Delegates;

namespace OrderedBlocks;

/// <content>Results that are used again.</content>
public sealed partial class OrderedTransformBlock<TInput, TOutput>
{
    /// <summary>Creates a block over a synchronous delegate that fills an object from a pool.</summary>
    /// <param name="transform">Fills the object that it is given, a used one, as a rule, and returns it. What it returns takes the
    /// place of what it was given: if that is another object, the one it was given is the delegate's to return. Runs as with
    /// the other constructors.</param>
    /// <param name="results">Where the objects come from. Whoever takes an output returns it here when it is done with
    /// it. The block rents one just before it calls the delegate, and returns what nobody gets: what the delegate was given if it
    /// throws, and outputs that are dropped at the end of the block. By the time <see cref="Completion"/> has ended that is
    /// done.</param>
    /// <param name="dataflowBlockOptions">Copied. <see cref="DataflowBlockOptions.EnsureOrdered"/> must be true.</param>
    /// <remarks>
    /// <para>At the most, <see cref="DataflowBlockOptions.BoundedCapacity"/> objects are in the block at the same time. A target that
    /// throws when it is offered an output counts as one that has not taken it. What a target has taken and loses, in a fault of its
    /// own for instance, is left to the collector: a pool is to make what it has not got.</para>
    /// <para>Whether this pays depends on the objects and on the pool: <c>docs/object-reuse.md</c>. An asynchronous delegate that
    /// is pending costs nothing more; a block without a pool pays nothing.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><see cref="DataflowBlockOptions.EnsureOrdered"/> is false, or
    /// options of <see cref="OrderedBlockOptions"/> do not go together, or not with the delegate: each of them says so.</exception>
    public OrderedTransformBlock(
        Func<TInput, TOutput, TOutput> transform,
        IResultPool<TOutput> results,
        ExecutionDataflowBlockOptions dataflowBlockOptions)
        : this(Wrap.Transform(transform, results), dataflowBlockOptions, default)
    {
    }

    /// <summary>Creates a block over an asynchronous delegate that fills an object from a pool and takes a token.</summary>
    /// <inheritdoc cref="OrderedTransformBlock{TInput, TOutput}(Func{TInput, TOutput, TOutput}, IResultPool{TOutput}, ExecutionDataflowBlockOptions)"/>
    /// <param name="transform">Fills the object that it is given, a used one as a rule; its task's result is the output. If the task fails or is canceled, the block returns what
    /// the delegate was given when the task has ended: nothing that the delegate has started may use it after that. Its token fires
    /// when the block is ended before its time.</param>
    /// <param name="results">Where the objects come from. The taker of an output returns it here.</param>
    /// <param name="dataflowBlockOptions">Copied. <see cref="DataflowBlockOptions.EnsureOrdered"/> must be true.</param>
    public OrderedTransformBlock(
        Func<TInput, TOutput, CancellationToken, ValueTask<TOutput>> transform,
        IResultPool<TOutput> results,
        ExecutionDataflowBlockOptions dataflowBlockOptions)
        : this(Wrap.Transform(transform, results), dataflowBlockOptions, default)
    {
    }
}
