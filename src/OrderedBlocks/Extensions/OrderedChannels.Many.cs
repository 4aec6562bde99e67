using System.Threading.Channels;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.ChannelLinking;
using OrderedBlocks.Completion;
using OrderedBlocks.Delegates;
using OrderedBlocks.Hub;

namespace OrderedBlocks;

/// <content>One to many, with an <see cref="OrderedTransformManyBlock{TInput, TOutput}"/> behind it.</content>
public static partial class OrderedChannels
{
    /// <summary>Transforms the items of a channel in parallel into any number of outputs each.</summary>
    /// <typeparam name="TInput">The items of the source.</typeparam>
    /// <typeparam name="TOutput">What is made of them.</typeparam>
    /// <param name="source">The source. Others may read it at the same time; each item goes to one of them. If it cannot be
    /// looked at (<see cref="ChannelReader{T}.CanPeek"/>), or has no room of its own (<c>Channel.CreateBounded&lt;T&gt;(0)</c>), one item more may
    /// have been taken from it.</param>
    /// <param name="transform">Makes the outputs of an item; null stands for none. It and the enumerators run on several threads at the same
    /// time.</param>
    /// <param name="dataflowBlockOptions">The parallelism, the capacity and more: see the remarks of the class. Copied; null for the default ones.</param>
    /// <param name="cancellationToken">Ends it: enumerators stop at their next output, what was taken and not read is dropped, and the
    /// reader's <see cref="ChannelReader{T}.Completion"/> is canceled. So does the token of the options.</param>
    /// <returns>The outputs: all of the first item, in the order in which they are made, then all of the second, and so on.</returns>
    /// <remarks>
    /// The outputs of an item can be read while they are made once it is its turn. Those of later items get as far ahead as
    /// <see cref="OrderedBlockOptions.OutputCapacity"/> allows; by default it is the capacity. An item counts towards the capacity
    /// until its last output has been read. What an item has yielded before it fails comes out before the exception.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> or <paramref name="transform"/> is null.</exception>
    /// <exception cref="ArgumentException">Options do not go together, or make no sense here: each of them says so.</exception>
    public static ChannelReader<TOutput> TransformManyOrdered<TInput, TOutput>(
        this ChannelReader<TInput> source,
        Func<TInput, IEnumerable<TOutput>> transform,
        ExecutionDataflowBlockOptions? dataflowBlockOptions = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return StartMany(source, Wrap.Many(transform), dataflowBlockOptions, cancellationToken);
    }

    /// <summary>Transforms the items of a channel in parallel into any number of outputs each, with an asynchronous delegate.</summary>
    /// <inheritdoc cref="TransformManyOrdered{TInput, TOutput}(ChannelReader{TInput}, Func{TInput, IEnumerable{TOutput}}, ExecutionDataflowBlockOptions?, CancellationToken)"/>
    /// <param name="source">The source.</param>
    /// <param name="transform">Makes the outputs of an item; a task whose result is null stands for none, and null instead of a task is
    /// a failure.</param>
    /// <param name="dataflowBlockOptions">The parallelism, the capacity and more. Copied; null for the default ones.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static ChannelReader<TOutput> TransformManyOrdered<TInput, TOutput>(
        this ChannelReader<TInput> source,
        Func<TInput, Task<IEnumerable<TOutput>>> transform,
        ExecutionDataflowBlockOptions? dataflowBlockOptions = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(transform);
        return StartMany(source, Wrap.Many(OrderedStreams.Checked(transform)), dataflowBlockOptions, cancellationToken);
    }

    /// <summary>Transforms the items of a channel in parallel into any number of outputs each, with an asynchronous delegate that takes a token.</summary>
    /// <inheritdoc cref="TransformManyOrdered{TInput, TOutput}(ChannelReader{TInput}, Func{TInput, IEnumerable{TOutput}}, ExecutionDataflowBlockOptions?, CancellationToken)"/>
    /// <param name="source">The source.</param>
    /// <param name="transform">Makes the outputs of an item; null stands for none. Its token fires when this is canceled or fails.</param>
    /// <param name="dataflowBlockOptions">The parallelism, the capacity and more. Copied; null for the default ones.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static ChannelReader<TOutput> TransformManyOrdered<TInput, TOutput>(
        this ChannelReader<TInput> source,
        Func<TInput, CancellationToken, ValueTask<IEnumerable<TOutput>>> transform,
        ExecutionDataflowBlockOptions? dataflowBlockOptions = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return StartMany(source, Wrap.Many(transform), dataflowBlockOptions, cancellationToken);
    }

    /// <summary>Transforms the items of a channel in parallel into any number of outputs each, which the delegate yields asynchronously.</summary>
    /// <inheritdoc cref="TransformManyOrdered{TInput, TOutput}(ChannelReader{TInput}, Func{TInput, IEnumerable{TOutput}}, ExecutionDataflowBlockOptions?, CancellationToken)"/>
    /// <param name="source">The source.</param>
    /// <param name="transform">Makes the outputs of an item; null stands for none. The token of its enumerator fires when this is canceled or
    /// fails.</param>
    /// <param name="dataflowBlockOptions">The parallelism, the capacity and more. Copied; null for the default ones.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static ChannelReader<TOutput> TransformManyOrdered<TInput, TOutput>(
        this ChannelReader<TInput> source,
        Func<TInput, IAsyncEnumerable<TOutput>> transform,
        ExecutionDataflowBlockOptions? dataflowBlockOptions = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return StartMany(source, Wrap.Many(transform), dataflowBlockOptions, cancellationToken);
    }

    /// <summary>Transforms the items of a channel in parallel into any number of outputs each, which the delegate yields asynchronously. It takes a token.</summary>
    /// <inheritdoc cref="TransformManyOrdered{TInput, TOutput}(ChannelReader{TInput}, Func{TInput, IEnumerable{TOutput}}, ExecutionDataflowBlockOptions?, CancellationToken)"/>
    /// <param name="source">The source.</param>
    /// <param name="transform">Makes the outputs of an item; null stands for none. Its token, and that of its enumerator, fires when this is
    /// canceled or fails.</param>
    /// <param name="dataflowBlockOptions">The parallelism, the capacity and more. Copied; null for the default ones.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static ChannelReader<TOutput> TransformManyOrdered<TInput, TOutput>(
        this ChannelReader<TInput> source,
        Func<TInput, CancellationToken, IAsyncEnumerable<TOutput>> transform,
        ExecutionDataflowBlockOptions? dataflowBlockOptions = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return StartMany(source, Wrap.Many(transform), dataflowBlockOptions, cancellationToken);
    }

    private static ChannelReader<TOutput> StartMany<TInput, TOutput>(
        ChannelReader<TInput> source,
        Func<LifeCycle, Func<TInput, ManyOutputs<TOutput>>> createTransform,
        ExecutionDataflowBlockOptions? dataflowBlockOptions,
        CancellationToken cancellationToken)
    {
        BlockSettings settings = StreamOptions.Read<TInput>(dataflowBlockOptions, nameof(dataflowBlockOptions));
        var block = new OrderedTransformManyBlock<TInput, TOutput>(
            createTransform, settings with { OtherCancellationToken = cancellationToken });
        ChannelFeed.Start(source, block.Core, block);
        return block.AsChannel().Reader;
    }
}
