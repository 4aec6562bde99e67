using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Completion;
using OrderedBlocks.Delegates;
using OrderedBlocks.Hub;
using OrderedBlocks.Streams;

namespace OrderedBlocks;

/// <summary>
/// Transforms the items of a sequence or of an async stream in parallel, in order: what <c>Select</c> and <c>SelectMany</c> do, with an
/// <see cref="OrderedTransformBlock{TInput, TOutput}"/> or an <see cref="OrderedTransformManyBlock{TInput, TOutput}"/> behind it.
/// </summary>
/// <remarks>
/// <para><b>Nothing happens before the first item is asked for.</b> From then on the source is read ahead, as far as the capacity: items
/// of the source that were asked for and whose outputs have not been taken are never more than
/// <see cref="DataflowBlockOptions.BoundedCapacity"/>. Every enumeration is a run of its own, with its own enumerator of the source and its
/// own block.</para>
/// <para><b>Options.</b> Without options the parallelism is <see cref="Environment.ProcessorCount"/> and the capacity 128, or twice the
/// parallelism if that is more. With options their parallelism counts, which is 1 unless it is set. It is always bounded: where the
/// capacity is <see cref="DataflowBlockOptions.Unbounded"/>, which is what options have unless it is set, it is those 128. Options are copied.
/// A run that the options' token ends throws an <see cref="OperationCanceledException"/>. Whatever
/// <see cref="OrderedBlockOptions.FailureMode"/> and <see cref="OrderedBlockOptions.CancellationMode"/> say, failures come in order; but
/// <see cref="ItemFailureMode.SkipItem"/> is refused, and so are <see cref="OrderedBlockOptions.TargetsGoneMode"/> and
/// <see cref="OrderedBlockOptions.CallerRuns"/>, because nobody has the block.</para>
/// <para><b>Exceptions</b> of the source and of the delegate come out as themselves, at the place of the item in question and after all
/// that comes before it: an <see cref="OperationCanceledException"/> of the delegate, too. A delegate that returns null instead of a task
/// has failed with an <see cref="InvalidOperationException"/>.</para>
/// <para><b>The end.</b> Disposing of the enumerator, as <c>foreach</c> does when it is left, ends the block and the source: it waits until
/// running delegates have ended and the source's enumerator has been disposed of. So does an exception before it comes out.</para>
/// <para>See <c>docs/async-streams.md</c>.</para>
/// </remarks>
public static partial class OrderedStreams
{
    /// <summary>Transforms the items of an async stream in parallel, with a synchronous delegate.</summary>
    /// <typeparam name="TInput">The items of the source.</typeparam>
    /// <typeparam name="TOutput">What is made of them.</typeparam>
    /// <param name="source">The source. It is gone through on the pool, and gets a token that fires when the enumeration ends or is
    /// canceled.</param>
    /// <param name="transform">Makes an output of an item. Called on the pool, the options' task scheduler or threads of its own, on several threads at
    /// the same time.</param>
    /// <param name="dataflowBlockOptions">The parallelism, the capacity and more: see the remarks of the class. Null for the default ones.</param>
    /// <returns>The outputs, in the order of the source. The token of <c>WithCancellation</c> ends the enumeration: <c>MoveNextAsync</c>
    /// throws an <see cref="OperationCanceledException"/> with that token, also if outputs are ready.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> or <paramref name="transform"/> is null.</exception>
    /// <exception cref="ArgumentException">Options do not go together, or make no sense here: each of them says so.</exception>
    public static IAsyncEnumerable<TOutput> SelectOrdered<TInput, TOutput>(
        this IAsyncEnumerable<TInput> source,
        Func<TInput, TOutput> transform,
        ExecutionDataflowBlockOptions? dataflowBlockOptions = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Select(source, Wrap.Transform(transform), dataflowBlockOptions);
    }

    /// <summary>Transforms the items of an async stream in parallel, with an asynchronous delegate.</summary>
    /// <typeparam name="TInput">The items of the source.</typeparam>
    /// <typeparam name="TOutput">What is made of them.</typeparam>
    /// <param name="source">The source. It is gone through on the pool, and gets a token that fires when the enumeration ends or is
    /// canceled.</param>
    /// <param name="transform">Makes an output of an item. Several of its tasks are pending at the same time.</param>
    /// <param name="dataflowBlockOptions">The parallelism, the capacity and more: see the remarks of the class. Null for the default ones.</param>
    /// <returns>The outputs, in the order of the source. The token of <c>WithCancellation</c> ends the enumeration: <c>MoveNextAsync</c>
    /// throws an <see cref="OperationCanceledException"/> with that token, also if outputs are ready.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> or <paramref name="transform"/> is null.</exception>
    /// <exception cref="ArgumentException">Options do not go together, or make no sense here: each of them says so.</exception>
    public static IAsyncEnumerable<TOutput> SelectOrdered<TInput, TOutput>(
        this IAsyncEnumerable<TInput> source,
        Func<TInput, Task<TOutput>> transform,
        ExecutionDataflowBlockOptions? dataflowBlockOptions = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(transform);
        return Select(source, Wrap.Transform(Checked(transform)), dataflowBlockOptions);
    }

    /// <summary>Transforms the items of an async stream in parallel, with an asynchronous delegate that takes a token.</summary>
    /// <typeparam name="TInput">The items of the source.</typeparam>
    /// <typeparam name="TOutput">What is made of them.</typeparam>
    /// <param name="source">The source. It is gone through on the pool, and gets a token that fires when the enumeration ends or is
    /// canceled.</param>
    /// <param name="transform">Makes an output of an item. Several of its tasks are pending at the same time. Its token fires when
    /// the enumeration ends before its time.</param>
    /// <param name="dataflowBlockOptions">The parallelism, the capacity and more: see the remarks of the class. Null for the default ones.</param>
    /// <returns>The outputs, in the order of the source. The token of <c>WithCancellation</c> ends the enumeration: <c>MoveNextAsync</c>
    /// throws an <see cref="OperationCanceledException"/> with that token, also if outputs are ready.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> or <paramref name="transform"/> is null.</exception>
    /// <exception cref="ArgumentException">Options do not go together, or make no sense here: each of them says so.</exception>
    public static IAsyncEnumerable<TOutput> SelectOrdered<TInput, TOutput>(
        this IAsyncEnumerable<TInput> source,
        Func<TInput, CancellationToken, ValueTask<TOutput>> transform,
        ExecutionDataflowBlockOptions? dataflowBlockOptions = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Select(source, Wrap.Transform(transform), dataflowBlockOptions);
    }

    private static IAsyncEnumerable<TOutput> Select<TInput, TOutput>(
        IAsyncEnumerable<TInput> source,
        Func<LifeCycle, Transform<TInput, TOutput>> createTransform,
        ExecutionDataflowBlockOptions? dataflowBlockOptions)
    {
        BlockSettings settings = StreamOptions.Read<TInput>(dataflowBlockOptions, nameof(dataflowBlockOptions));
        return StreamEnumeration<TInput, TOutput>.Create(
            source,
            token => new OrderedTransformBlock<TInput, TOutput>(createTransform, settings with { CancellationToken = token }).AsChannel(),
            settings.CancellationToken);
    }

    // A block drops the item of a null task. Here an item would be missing, and nobody would be told.
    internal static Func<TInput, Task<TOutput>> Checked<TInput, TOutput>(Func<TInput, Task<TOutput>> transform) =>
        item => transform(item) ?? throw new InvalidOperationException("The delegate has returned null instead of a task.");
}
