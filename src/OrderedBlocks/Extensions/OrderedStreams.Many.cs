using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Channels;
using OrderedBlocks.Completion;
using OrderedBlocks.Delegates;
using OrderedBlocks.Hub;
using OrderedBlocks.Streams;

namespace OrderedBlocks;

/// <content>One to many.</content>
public static partial class OrderedStreams
{
    /// <summary>Transforms the items of an async stream in parallel into any number of outputs each.</summary>
    /// <typeparam name="TInput">The items of the source.</typeparam>
    /// <typeparam name="TOutput">What is made of them.</typeparam>
    /// <param name="source">The source. It is gone through on the pool, and gets a token that fires when the enumeration ends or is
    /// canceled.</param>
    /// <param name="transform">Makes the outputs of an item; null stands for none. It and the enumerators run on several threads at the same
    /// time.</param>
    /// <param name="dataflowBlockOptions">The parallelism, the capacity and more: see the remarks of the class. Null for the default ones.</param>
    /// <returns>The outputs, in the order of the source. The token of <c>WithCancellation</c> ends the enumeration: <c>MoveNextAsync</c>
    /// throws an <see cref="OperationCanceledException"/> with that token, also if outputs are ready.</returns>
    /// <remarks>
    /// <para>The outputs of an item come out while they are made once it is its turn; those of later items get as far ahead as
    /// <see cref="OrderedBlockOptions.OutputCapacity"/> allows, which is bounded here as well: by default it is the capacity. An item counts
    /// towards that until its last output has been taken. What an item has yielded before it fails comes out before the exception.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> or <paramref name="transform"/> is null.</exception>
    /// <exception cref="ArgumentException">Options do not go together, or make no sense here: each of them says so.</exception>
    public static IAsyncEnumerable<TOutput> SelectManyOrdered<TInput, TOutput>(
        this IAsyncEnumerable<TInput> source,
        Func<TInput, IEnumerable<TOutput>> transform,
        ExecutionDataflowBlockOptions? dataflowBlockOptions = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return SelectMany(source, Wrap.Many(transform), dataflowBlockOptions);
    }

    /// <summary>Transforms the items of an async stream in parallel into any number of outputs each, with an asynchronous delegate.</summary>
    /// <typeparam name="TInput">The items of the source.</typeparam>
    /// <typeparam name="TOutput">What is made of them.</typeparam>
    /// <param name="source">The source. It is gone through on the pool, and gets a token that fires when the enumeration ends or is
    /// canceled.</param>
    /// <param name="transform">Makes the outputs of an item; a task whose result is null stands for none, and null instead of a task is
    /// a failure.</param>
    /// <param name="dataflowBlockOptions">The parallelism, the capacity and more: see the remarks of the class. Null for the default ones.</param>
    /// <returns>The outputs, in the order of the source. The token of <c>WithCancellation</c> ends the enumeration: <c>MoveNextAsync</c>
    /// throws an <see cref="OperationCanceledException"/> with that token, also if outputs are ready.</returns>
    /// <remarks>
    /// <para>The outputs of an item come out while they are made once it is its turn; those of later items get as far ahead as
    /// <see cref="OrderedBlockOptions.OutputCapacity"/> allows, which is bounded here as well: by default it is the capacity. An item counts
    /// towards that until its last output has been taken. What an item has yielded before it fails comes out before the exception.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> or <paramref name="transform"/> is null.</exception>
    /// <exception cref="ArgumentException">Options do not go together, or make no sense here: each of them says so.</exception>
    public static IAsyncEnumerable<TOutput> SelectManyOrdered<TInput, TOutput>(
        this IAsyncEnumerable<TInput> source,
        Func<TInput, Task<IEnumerable<TOutput>>> transform,
        ExecutionDataflowBlockOptions? dataflowBlockOptions = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(transform);
        return SelectMany(source, Wrap.Many(Checked(transform)), dataflowBlockOptions);
    }

    /// <summary>Transforms the items of an async stream in parallel into any number of outputs each, with an asynchronous delegate that takes a
    /// token.</summary>
    /// <typeparam name="TInput">The items of the source.</typeparam>
    /// <typeparam name="TOutput">What is made of them.</typeparam>
    /// <param name="source">The source. It is gone through on the pool, and gets a token that fires when the enumeration ends or is
    /// canceled.</param>
    /// <param name="transform">Makes the outputs of an item; null stands for none. Its token fires when the enumeration ends before its time.</param>
    /// <param name="dataflowBlockOptions">The parallelism, the capacity and more: see the remarks of the class. Null for the default ones.</param>
    /// <returns>The outputs, in the order of the source. The token of <c>WithCancellation</c> ends the enumeration: <c>MoveNextAsync</c>
    /// throws an <see cref="OperationCanceledException"/> with that token, also if outputs are ready.</returns>
    /// <remarks>
    /// <para>The outputs of an item come out while they are made once it is its turn; those of later items get as far ahead as
    /// <see cref="OrderedBlockOptions.OutputCapacity"/> allows, which is bounded here as well: by default it is the capacity. An item counts
    /// towards that until its last output has been taken. What an item has yielded before it fails comes out before the exception.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> or <paramref name="transform"/> is null.</exception>
    /// <exception cref="ArgumentException">Options do not go together, or make no sense here: each of them says so.</exception>
    public static IAsyncEnumerable<TOutput> SelectManyOrdered<TInput, TOutput>(
        this IAsyncEnumerable<TInput> source,
        Func<TInput, CancellationToken, ValueTask<IEnumerable<TOutput>>> transform,
        ExecutionDataflowBlockOptions? dataflowBlockOptions = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return SelectMany(source, Wrap.Many(transform), dataflowBlockOptions);
    }

    /// <summary>Transforms the items of an async stream in parallel into an async stream of outputs each.</summary>
    /// <typeparam name="TInput">The items of the source.</typeparam>
    /// <typeparam name="TOutput">What is made of them.</typeparam>
    /// <param name="source">The source. It is gone through on the pool, and gets a token that fires when the enumeration ends or is
    /// canceled.</param>
    /// <param name="transform">Makes the outputs of an item; null stands for none. The token of its enumerators fires when the enumeration ends before
    /// its time.</param>
    /// <param name="dataflowBlockOptions">The parallelism, the capacity and more: see the remarks of the class. Null for the default ones.</param>
    /// <returns>The outputs, in the order of the source. The token of <c>WithCancellation</c> ends the enumeration: <c>MoveNextAsync</c>
    /// throws an <see cref="OperationCanceledException"/> with that token, also if outputs are ready.</returns>
    /// <remarks>
    /// <para>The outputs of an item come out while they are made once it is its turn; those of later items get as far ahead as
    /// <see cref="OrderedBlockOptions.OutputCapacity"/> allows, which is bounded here as well: by default it is the capacity. An item counts
    /// towards that until its last output has been taken. What an item has yielded before it fails comes out before the exception.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> or <paramref name="transform"/> is null.</exception>
    /// <exception cref="ArgumentException">Options do not go together, or make no sense here: each of them says so.</exception>
    public static IAsyncEnumerable<TOutput> SelectManyOrdered<TInput, TOutput>(
        this IAsyncEnumerable<TInput> source,
        Func<TInput, IAsyncEnumerable<TOutput>> transform,
        ExecutionDataflowBlockOptions? dataflowBlockOptions = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return SelectMany(source, Wrap.Many(transform), dataflowBlockOptions);
    }

    /// <summary>Transforms the items of an async stream in parallel into an async stream of outputs each, with a delegate that takes a token.</summary>
    /// <typeparam name="TInput">The items of the source.</typeparam>
    /// <typeparam name="TOutput">What is made of them.</typeparam>
    /// <param name="source">The source. It is gone through on the pool, and gets a token that fires when the enumeration ends or is
    /// canceled.</param>
    /// <param name="transform">Makes the outputs of an item; null stands for none. Its token, and that of its enumerators, fires when the enumeration
    /// ends before its time.</param>
    /// <param name="dataflowBlockOptions">The parallelism, the capacity and more: see the remarks of the class. Null for the default ones.</param>
    /// <returns>The outputs, in the order of the source. The token of <c>WithCancellation</c> ends the enumeration: <c>MoveNextAsync</c>
    /// throws an <see cref="OperationCanceledException"/> with that token, also if outputs are ready.</returns>
    /// <remarks>
    /// <para>The outputs of an item come out while they are made once it is its turn; those of later items get as far ahead as
    /// <see cref="OrderedBlockOptions.OutputCapacity"/> allows, which is bounded here as well: by default it is the capacity. An item counts
    /// towards that until its last output has been taken. What an item has yielded before it fails comes out before the exception.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> or <paramref name="transform"/> is null.</exception>
    /// <exception cref="ArgumentException">Options do not go together, or make no sense here: each of them says so.</exception>
    public static IAsyncEnumerable<TOutput> SelectManyOrdered<TInput, TOutput>(
        this IAsyncEnumerable<TInput> source,
        Func<TInput, CancellationToken, IAsyncEnumerable<TOutput>> transform,
        ExecutionDataflowBlockOptions? dataflowBlockOptions = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return SelectMany(source, Wrap.Many(transform), dataflowBlockOptions);
    }

    private static IAsyncEnumerable<TOutput> SelectMany<TInput, TOutput>(
        IAsyncEnumerable<TInput> source,
        Func<LifeCycle, Func<TInput, ManyOutputs<TOutput>>> createTransform,
        ExecutionDataflowBlockOptions? dataflowBlockOptions)
    {
        BlockSettings settings = StreamOptions.Read<TInput>(dataflowBlockOptions, nameof(dataflowBlockOptions));
        return StreamEnumeration<TInput, TOutput>.Create(
            source,
            token =>
            {
                var block = new OrderedTransformManyBlock<TInput, TOutput>(createTransform, settings with { CancellationToken = token });
                return BlockChannel<TInput, TOutput>.Of(block.Core, block.Source);
            },
            settings.CancellationToken);
    }
}
