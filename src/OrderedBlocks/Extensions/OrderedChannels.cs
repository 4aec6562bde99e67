using System.Threading.Channels;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.ChannelLinking;
using OrderedBlocks.Completion;
using OrderedBlocks.Delegates;
using OrderedBlocks.Hub;

namespace OrderedBlocks;

/// <summary>
/// Transforms the items of a channel in parallel, in order, with an <see cref="OrderedTransformBlock{TInput, TOutput}"/> behind it.
/// </summary>
/// <remarks>
/// <para>Items are taken from the channel, beginning at once, as far as the capacity: those that were taken and whose outputs have not
/// been read are never more than <see cref="DataflowBlockOptions.BoundedCapacity"/>. The options mean what they mean in
/// <see cref="OrderedStreams"/>: without any, the parallelism is <see cref="Environment.ProcessorCount"/>; an unlimited capacity is 128, or
/// twice the parallelism if that is more; some options are refused.</para>
/// <para>The error with which the channel was completed comes out after everything before it, and so does what the delegate throws, in
/// its item's place, as the exception itself: <see cref="ChannelReader{T}.ReadAllAsync"/> and
/// <see cref="ChannelReader{T}.WaitToReadAsync"/> throw it, and <see cref="ChannelReader{T}.ReadAsync"/> a
/// <see cref="ChannelClosedException"/> around it. From then on, and after a cancellation, the source is not read any more.</para>
/// <para>A reader that is simply dropped leaves up to the capacity in the block: cancel it by the token.</para>
/// </remarks>
public static partial class OrderedChannels
{
    /// <summary>Transforms the items of a channel in parallel, with a synchronous delegate.</summary>
    /// <typeparam name="TInput">The items of the source.</typeparam>
    /// <typeparam name="TOutput">What is made of them.</typeparam>
    /// <param name="source">The source. Others may read it at the same time; each item goes to one of them. If it cannot be
    /// looked at (<see cref="ChannelReader{T}.CanPeek"/>), or has no room of its own (<c>Channel.CreateBounded&lt;T&gt;(0)</c>), one item more may
    /// have been taken from it.</param>
    /// <param name="transform">Makes an output of an item. Called on the pool, the options' task scheduler or threads of its own, on several
    /// threads at the same time.</param>
    /// <param name="dataflowBlockOptions">The parallelism, the capacity and more: see the remarks of the class. Copied; null for the default ones.</param>
    /// <param name="cancellationToken">Ends it: running delegates are let end, what was taken and not read is dropped, and the reader's
    /// <see cref="ChannelReader{T}.Completion"/> is canceled. So does the token of the options.</param>
    /// <returns>The outputs, in the order of the source.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> or <paramref name="transform"/> is null.</exception>
    /// <exception cref="ArgumentException">Options do not go together, or make no sense here: each of them says so.</exception>
    public static ChannelReader<TOutput> TransformOrdered<TInput, TOutput>(
        this ChannelReader<TInput> source,
        Func<TInput, TOutput> transform,
        ExecutionDataflowBlockOptions? dataflowBlockOptions = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Start(source, Wrap.Transform(transform), dataflowBlockOptions, cancellationToken);
    }

    /// <summary>Transforms the items of a channel in parallel, with an asynchronous delegate.</summary>
    /// <inheritdoc cref="TransformOrdered{TInput, TOutput}(ChannelReader{TInput}, Func{TInput, TOutput}, ExecutionDataflowBlockOptions?, CancellationToken)"/>
    /// <param name="source">The source.</param>
    /// <param name="transform">Makes an output of an item. Several of its tasks are pending at the same time. Null instead of a task is a
    /// failure.</param>
    /// <param name="dataflowBlockOptions">The parallelism, the capacity and more. Copied; null for the default ones.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static ChannelReader<TOutput> TransformOrdered<TInput, TOutput>(
        this ChannelReader<TInput> source,
        Func<TInput, Task<TOutput>> transform,
        ExecutionDataflowBlockOptions? dataflowBlockOptions = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(transform);
        return Start(source, Wrap.Transform(OrderedStreams.Checked(transform)), dataflowBlockOptions, cancellationToken);
    }

    /// <summary>Transforms the items of a channel in parallel, with an asynchronous delegate that takes a token.</summary>
    /// <inheritdoc cref="TransformOrdered{TInput, TOutput}(ChannelReader{TInput}, Func{TInput, TOutput}, ExecutionDataflowBlockOptions?, CancellationToken)"/>
    /// <param name="source">The source.</param>
    /// <param name="transform">Makes an output of an item. Several of its tasks are pending at the same time. Its token fires when this
    /// is canceled or fails.</param>
    /// <param name="dataflowBlockOptions">The parallelism, the capacity and more. Copied; null for the default ones.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static ChannelReader<TOutput> TransformOrdered<TInput, TOutput>(
        this ChannelReader<TInput> source,
        Func<TInput, CancellationToken, ValueTask<TOutput>> transform,
        ExecutionDataflowBlockOptions? dataflowBlockOptions = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Start(source, Wrap.Transform(transform), dataflowBlockOptions, cancellationToken);
    }

    private static ChannelReader<TOutput> Start<TInput, TOutput>(
        ChannelReader<TInput> source,
        Func<LifeCycle, Transform<TInput, TOutput>> createTransform,
        ExecutionDataflowBlockOptions? dataflowBlockOptions,
        CancellationToken cancellationToken)
    {
        BlockSettings settings = StreamOptions.Read<TInput>(dataflowBlockOptions, nameof(dataflowBlockOptions));
        var block = new OrderedTransformBlock<TInput, TOutput>(
            createTransform, settings with { OtherCancellationToken = cancellationToken });
        ChannelFeed.Start(source, block.Core, block);
        return block.AsChannel().Reader;
    }
}
