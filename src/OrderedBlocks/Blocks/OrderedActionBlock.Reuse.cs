using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Delegates;

namespace OrderedBlocks;

/// <content>Results that are used again.</content>
public sealed partial class OrderedActionBlock<TInput, TResult>
{
    /// <summary>Creates a block over synchronous delegates that fill and empty objects from a pool,
    /// with the default options: unbounded, one item at a time.</summary>
    /// <param name="produce">Fills the object that it is given, a used one, as a rule, and returns it. What it returns takes the
    /// place of what it was given: if that is another object, the one it was given is the delegate's to return. Runs as with
    /// the other constructors.</param>
    /// <param name="consume">Takes the results in order, one at a time. It must not keep a result: that goes back to the pool when it
    /// returns.</param>
    /// <param name="results">Where the objects come from and go. The block rents one just before it calls
    /// <paramref name="produce"/>, and returns it when <paramref name="consume"/> has ended, in whatever way, when
    /// <paramref name="produce"/> throws, and when the result is dropped at the end of the block. By the time
    /// <see cref="Completion"/> has ended all of them have been returned.</param>
    /// <remarks>At the most, <see cref="DataflowBlockOptions.BoundedCapacity"/> objects are rented at the same time. Whether this pays
    /// depends on the objects and on the pool: <c>docs/object-reuse.md</c>. A block without a pool pays nothing for this.</remarks>
    /// <exception cref="ArgumentNullException">A delegate or the pool is null.</exception>
    public OrderedActionBlock(
        Func<TInput, TResult, TResult> produce,
        Action<TResult> consume,
        IResultPool<TResult> results)
        : this(produce, consume, results, OrderedBlockOptions.Defaults)
    {
    }

    /// <summary>Creates a block over synchronous delegates that fill and empty objects from a pool.</summary>
    /// <param name="produce">Fills the object that it is given, a used one, as a rule, and returns it. What it returns takes the
    /// place of what it was given: if that is another object, the one it was given is the delegate's to return. Runs as with
    /// the other constructors.</param>
    /// <param name="consume">Takes the results in order, one at a time. It must not keep a result: that goes back to the pool when it
    /// returns.</param>
    /// <param name="results">Where the objects come from and go. The block rents one just before it calls
    /// <paramref name="produce"/>, and returns it when <paramref name="consume"/> has ended, in whatever way, when
    /// <paramref name="produce"/> throws, and when the result is dropped at the end of the block. By the time
    /// <see cref="Completion"/> has ended all of them have been returned.</param>
    /// <param name="dataflowBlockOptions">Copied. <see cref="DataflowBlockOptions.EnsureOrdered"/> must be true.</param>
    /// <remarks>At the most, <see cref="DataflowBlockOptions.BoundedCapacity"/> objects are rented at the same time. Whether this pays
    /// depends on the objects and on the pool: <c>docs/object-reuse.md</c>. A block without a pool pays nothing for this.</remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><see cref="DataflowBlockOptions.EnsureOrdered"/> is false, or
    /// options of <see cref="OrderedBlockOptions"/> do not go together, or not with the delegates: each of them says so.</exception>
    public OrderedActionBlock(
        Func<TInput, TResult, TResult> produce,
        Action<TResult> consume,
        IResultPool<TResult> results,
        ExecutionDataflowBlockOptions dataflowBlockOptions)
        : this(Wrap.Transform(produce, results), Wrap.Consumer(consume), dataflowBlockOptions, default)
    {
    }

    /// <summary>Creates a block that consumes asynchronously what is filled into objects from a pool,
    /// with the default options: unbounded, one item at a time.</summary>
    /// <inheritdoc cref="OrderedActionBlock{TInput, TResult}(Func{TInput, TResult, TResult}, Action{TResult}, IResultPool{TResult}, ExecutionDataflowBlockOptions)"/>
    /// <param name="produce">Fills the object that it is given, a used one as a rule, and returns it.</param>
    /// <param name="consume">Takes the results in order; the next one when the task for the one before has ended, which is when that
    /// goes back to the pool. Its token fires when the block is canceled or faulted.</param>
    /// <param name="results">Where the objects come from and go.</param>
    public OrderedActionBlock(
        Func<TInput, TResult, TResult> produce,
        Func<TResult, CancellationToken, ValueTask> consume,
        IResultPool<TResult> results)
        : this(produce, consume, results, OrderedBlockOptions.Defaults)
    {
    }

    /// <summary>Creates a block that consumes asynchronously what is filled into objects from a pool.</summary>
    /// <inheritdoc cref="OrderedActionBlock{TInput, TResult}(Func{TInput, TResult, TResult}, Action{TResult}, IResultPool{TResult}, ExecutionDataflowBlockOptions)"/>
    /// <param name="produce">Fills the object that it is given, a used one as a rule, and returns it.</param>
    /// <param name="consume">Takes the results in order; the next one when the task for the one before has ended, which is when that
    /// goes back to the pool. Its token fires when the block is canceled or faulted.</param>
    /// <param name="results">Where the objects come from and go.</param>
    /// <param name="dataflowBlockOptions">Copied. <see cref="DataflowBlockOptions.EnsureOrdered"/> must be true.</param>
    public OrderedActionBlock(
        Func<TInput, TResult, TResult> produce,
        Func<TResult, CancellationToken, ValueTask> consume,
        IResultPool<TResult> results,
        ExecutionDataflowBlockOptions dataflowBlockOptions)
        : this(Wrap.Transform(produce, results), Wrap.Consumer(consume), dataflowBlockOptions, default)
    {
    }

    /// <summary>Creates a block that fills objects from a pool asynchronously,
    /// with the default options: unbounded, one item at a time.</summary>
    /// <inheritdoc cref="OrderedActionBlock{TInput, TResult}(Func{TInput, TResult, TResult}, Action{TResult}, IResultPool{TResult}, ExecutionDataflowBlockOptions)"/>
    /// <param name="produce">Fills the object that it is given, a used one as a rule; its task's result is the item's. If the task fails or is canceled, the block returns what the
    /// delegate was given when the task has ended: nothing that the delegate has started may use it after that. Its token fires
    /// when the block is canceled or faulted, or comes to the deadline of a drain.</param>
    /// <param name="consume">Takes the results in order, one at a time. It must not keep a result.</param>
    /// <param name="results">Where the objects come from and go.</param>
    public OrderedActionBlock(
        Func<TInput, TResult, CancellationToken, ValueTask<TResult>> produce,
        Action<TResult> consume,
        IResultPool<TResult> results)
        : this(produce, consume, results, OrderedBlockOptions.Defaults)
    {
    }

    /// <summary>Creates a block that fills objects from a pool asynchronously.</summary>
    /// <inheritdoc cref="OrderedActionBlock{TInput, TResult}(Func{TInput, TResult, TResult}, Action{TResult}, IResultPool{TResult}, ExecutionDataflowBlockOptions)"/>
    /// <param name="produce">Fills the object that it is given, a used one as a rule; its task's result is the item's. If the task fails or is canceled, the block returns what the
    /// delegate was given when the task has ended: nothing that the delegate has started may use it after that. Its token fires
    /// when the block is canceled or faulted, or comes to the deadline of a drain.</param>
    /// <param name="consume">Takes the results in order, one at a time. It must not keep a result.</param>
    /// <param name="results">Where the objects come from and go.</param>
    /// <param name="dataflowBlockOptions">Copied. <see cref="DataflowBlockOptions.EnsureOrdered"/> must be true.</param>
    public OrderedActionBlock(
        Func<TInput, TResult, CancellationToken, ValueTask<TResult>> produce,
        Action<TResult> consume,
        IResultPool<TResult> results,
        ExecutionDataflowBlockOptions dataflowBlockOptions)
        : this(Wrap.Transform(produce, results), Wrap.Consumer(consume), dataflowBlockOptions, default)
    {
    }

    /// <summary>Creates a block over asynchronous delegates that fill and empty objects from a pool,
    /// with the default options: unbounded, one item at a time.</summary>
    /// <inheritdoc cref="OrderedActionBlock{TInput, TResult}(Func{TInput, TResult, TResult}, Action{TResult}, IResultPool{TResult}, ExecutionDataflowBlockOptions)"/>
    /// <param name="produce">Fills the object that it is given, a used one as a rule; its task's result is the item's. If the task fails or is canceled, the block returns what the
    /// delegate was given when the task has ended: nothing that the delegate has started may use it after that. Its token fires
    /// when the block is canceled or faulted, or comes to the deadline of a drain.</param>
    /// <param name="consume">Takes the results in order; the next one when the task for the one before has ended, which is when that
    /// goes back to the pool. Its token is the same.</param>
    /// <param name="results">Where the objects come from and go.</param>
    public OrderedActionBlock(
        Func<TInput, TResult, CancellationToken, ValueTask<TResult>> produce,
        Func<TResult, CancellationToken, ValueTask> consume,
        IResultPool<TResult> results)
        : this(produce, consume, results, OrderedBlockOptions.Defaults)
    {
    }

    /// <summary>Creates a block over asynchronous delegates that fill and empty objects from a pool.</summary>
    /// <inheritdoc cref="OrderedActionBlock{TInput, TResult}(Func{TInput, TResult, TResult}, Action{TResult}, IResultPool{TResult}, ExecutionDataflowBlockOptions)"/>
    /// <param name="produce">Fills the object that it is given, a used one as a rule; its task's result is the item's. If the task fails or is canceled, the block returns what the
    /// delegate was given when the task has ended: nothing that the delegate has started may use it after that. Its token fires
    /// when the block is canceled or faulted, or comes to the deadline of a drain.</param>
    /// <param name="consume">Takes the results in order; the next one when the task for the one before has ended, which is when that
    /// goes back to the pool. Its token is the same.</param>
    /// <param name="results">Where the objects come from and go.</param>
    /// <param name="dataflowBlockOptions">Copied. <see cref="DataflowBlockOptions.EnsureOrdered"/> must be true.</param>
    public OrderedActionBlock(
        Func<TInput, TResult, CancellationToken, ValueTask<TResult>> produce,
        Func<TResult, CancellationToken, ValueTask> consume,
        IResultPool<TResult> results,
        ExecutionDataflowBlockOptions dataflowBlockOptions)
        : this(Wrap.Transform(produce, results), Wrap.Consumer(consume), dataflowBlockOptions, default)
    {
    }
}
