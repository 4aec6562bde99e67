using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Completion;
using OrderedBlocks.Delegates;
using OrderedBlocks.Hub;
using OrderedBlocks.Streams;

namespace OrderedBlocks;

/// <content>Sequences.</content>
public static partial class OrderedStreams
{
    /// <summary>Transforms the items of a sequence in parallel.</summary>
    /// <typeparam name="TInput">The items of the source.</typeparam>
    /// <typeparam name="TOutput">What is made of them.</typeparam>
    /// <param name="source">The source. It is gone through by the thread that enumerates the outputs, inside <c>MoveNext</c>.</param>
    /// <param name="transform">Makes an output of an item. Called on the pool, the options' task scheduler or threads of its own, on several
    /// threads at the same time.</param>
    /// <param name="dataflowBlockOptions">The parallelism, the capacity and more: see the remarks of the class. Null for the default ones.</param>
    /// <returns>The outputs, in the order of the source.</returns>
    /// <remarks>
    /// <para>For each output <c>MoveNext</c> takes one item of the source, if there is room, and more of them while the output is not
    /// ready: so one that is ready never waits for more than one step of the source. When there is no room the thread
    /// stands still until the output is ready. The options' token ends that when running delegates have ended.</para>
    /// <para>Use it where the caller cannot be asynchronous; the overloads with asynchronous delegates return an async stream.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> or <paramref name="transform"/> is null.</exception>
    /// <exception cref="ArgumentException">Options do not go together, or make no sense here: each of them says so.</exception>
    public static IEnumerable<TOutput> SelectOrdered<TInput, TOutput>(
        this IEnumerable<TInput> source,
        Func<TInput, TOutput> transform,
        ExecutionDataflowBlockOptions? dataflowBlockOptions = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        Func<LifeCycle, Transform<TInput, TOutput>> createTransform = Wrap.Transform(transform);
        BlockSettings settings = StreamOptions.Read<TInput>(dataflowBlockOptions, nameof(dataflowBlockOptions));
        return BlockingEnumeration<TInput, TOutput>.Create(
            source,
            () =>
            {
                var block = new OrderedTransformBlock<TInput, TOutput>(createTransform, settings);
                return (block.Core, block.Source);
            },
            settings.CancellationToken);
    }

    /// <summary>Transforms the items of a sequence in parallel, with an asynchronous delegate.</summary>
    /// <typeparam name="TInput">The items of the source.</typeparam>
    /// <typeparam name="TOutput">What is made of them.</typeparam>
    /// <param name="source">The source. It is gone through on the pool: one that takes long keeps a thread there.</param>
    /// <param name="transform">Makes an output of an item. Several of its tasks are pending at the same time.</param>
    /// <param name="dataflowBlockOptions">The parallelism, the capacity and more: see the remarks of the class. Null for the default ones.</param>
    /// <returns>The outputs, in the order of the source. The token of <c>WithCancellation</c> ends the enumeration: <c>MoveNextAsync</c>
    /// throws an <see cref="OperationCanceledException"/> with that token, also if outputs are ready.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> or <paramref name="transform"/> is null.</exception>
    /// <exception cref="ArgumentException">Options do not go together, or make no sense here: each of them says so.</exception>
    public static IAsyncEnumerable<TOutput> SelectOrdered<TInput, TOutput>(
        this IEnumerable<TInput> source,
        Func<TInput, Task<TOutput>> transform,
        ExecutionDataflowBlockOptions? dataflowBlockOptions = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(transform);
        return Select(new SequenceStream<TInput>(source), Wrap.Transform(Checked(transform)), dataflowBlockOptions);
    }

    /// <summary>Transforms the items of a sequence in parallel, with an asynchronous delegate that takes a token.</summary>
    /// <typeparam name="TInput">The items of the source.</typeparam>
    /// <typeparam name="TOutput">What is made of them.</typeparam>
    /// <param name="source">The source. It is gone through on the pool: one that takes long keeps a thread there.</param>
    /// <param name="transform">Makes an output of an item. Several of its tasks are pending at the same time. Its token fires when
    /// the enumeration ends before its time.</param>
    /// <param name="dataflowBlockOptions">The parallelism, the capacity and more: see the remarks of the class. Null for the default ones.</param>
    /// <returns>The outputs, in the order of the source. The token of <c>WithCancellation</c> ends the enumeration: <c>MoveNextAsync</c>
    /// throws an <see cref="OperationCanceledException"/> with that token, also if outputs are ready.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> or <paramref name="transform"/> is null.</exception>
    /// <exception cref="ArgumentException">Options do not go together, or make no sense here: each of them says so.</exception>
    public static IAsyncEnumerable<TOutput> SelectOrdered<TInput, TOutput>(
        this IEnumerable<TInput> source,
        Func<TInput, CancellationToken, ValueTask<TOutput>> transform,
        ExecutionDataflowBlockOptions? dataflowBlockOptions = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Select(new SequenceStream<TInput>(source), Wrap.Transform(transform), dataflowBlockOptions);
    }
}
