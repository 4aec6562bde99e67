using System.Threading.Channels;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.ChannelLinking;

namespace OrderedBlocks;

/// <summary>Links between channels and dataflow blocks; any blocks, this library's or others.</summary>
/// <remarks>
/// A link moves items in order, one by one, and waits while its target is full: in a channel of limited capacity or a block with a
/// <see cref="DataflowBlockOptions.BoundedCapacity"/>. No thread is held meanwhile. See <c>docs/channels.md</c>.
/// </remarks>
public static class ChannelLinks
{
    private static readonly DataflowLinkOptions s_defaults = new();

    /// <summary>
    /// Links a channel to a block: its items are offered to the block, in order, until the channel has completed, the block declines for
    /// good, or the link is disposed of.
    /// </summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="source">The channel. Others may read it at the same time; each item goes to one of them.</param>
    /// <param name="target">The block.</param>
    /// <param name="options"><see cref="DataflowLinkOptions.PropagateCompletion"/>: the block is completed when the channel has completed
    /// and is empty, or faulted with the error with which it was completed, an <see cref="OperationCanceledException"/> included.
    /// <see cref="DataflowLinkOptions.MaxMessages"/>: the link ends after so many items. <see cref="DataflowLinkOptions.Append"/> means
    /// nothing here. Copied; null for the defaults: no limit, and completion is not propagated.</param>
    /// <param name="cancellationToken">Ends the link, as canceled, at once; the block is not told. An item that the link has
    /// in its hand stays there, see <see cref="ChannelLink{T}.TryTakeUndelivered"/>.</param>
    /// <returns>The link, which runs on the pool.</returns>
    /// <remarks>
    /// <para>If the channel can be looked at (<see cref="ChannelReader{T}.CanPeek"/>; the framework's can, but for some with a
    /// capacity of zero) the link has nothing in its hand: it offers the block a look at the next item, and the channel is read when the block
    /// consumes it, be it later. So an item that a full block has postponed is still in the channel, for the block or for another
    /// reader, and in the latter case the block gets the next one. A predicate in front of the block sees what was looked at: with
    /// other readers at work the block may get another item than that. If the block reserves an item it is read, and is in the link's hand
    /// until the block consumes it or, after it has given it back, accepts it.</para>
    /// <para>If the channel cannot be looked at, the next item is always in the hand. From a rendezvous channel
    /// (<c>Channel.CreateBounded&lt;T&gt;(0)</c>) the link reads by <see cref="ChannelReader{T}.ReadAsync"/> if no writer waits: some writers
    /// wait for such a reader. The item is in the hand then.</para>
    /// <para>That the block declines for good is noticed with the next item.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> or <paramref name="target"/> is null.</exception>
    public static ChannelLink<T> LinkTo<T>(
        this ChannelReader<T> source,
        ITargetBlock<T> target,
        DataflowLinkOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        options ??= s_defaults;
        Action<Exception?>? propagate = options.PropagateCompletion ? error => Pass(target, error) : null;
        var pump = new ChannelToBlockLink<T>(source, target, options.MaxMessages, propagate, cancellationToken);
        pump.Start();
        return new ChannelLink<T>(pump);
    }

    /// <summary>
    /// Links a block to a channel: its outputs are written to the channel, in order, until the block has ended, the channel is closed,
    /// or the link is disposed of.
    /// </summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="source">The block. It may have other links, and then offers each output to them in their order.</param>
    /// <param name="writer">The channel. Others may write to it at the same time.</param>
    /// <param name="options">
    /// <see cref="DataflowLinkOptions.PropagateCompletion"/>: the channel is completed when the block has ended,
    /// with an error if the block has faulted (the exception itself if it is only one, however it was wrapped), and with an
    /// <see cref="OperationCanceledException"/> if it was canceled. A channel that is closed already stays as it is.
    /// <see cref="DataflowLinkOptions.MaxMessages"/> and <see cref="DataflowLinkOptions.Append"/> as for any link of the block.
    /// Copied; null for the defaults: no limit, behind the other links, and completion is not propagated.</param>
    /// <param name="cancellationToken">Ends the link, as canceled, on the pool; the channel is not completed. An item that the link has
    /// in its hand stays there, see <see cref="ChannelLink{T}.TryTakeUndelivered"/>.</param>
    /// <returns>The link. Outputs that the block has may have been written before this returns.</returns>
    /// <remarks>
    /// <para>An output is written within the block's offer, on the block's thread, if there is room. Otherwise it stays in the
    /// block until there is: the link waits for that without having it. A channel that lets its readers continue synchronously runs
    /// them inside the block's offer, under the block's lock: better not.</para>
    /// <para>Sources whose items must be consumed to be seen (a <c>BroadcastBlock</c> that clones) are asked for one when there is room; if
    /// another writer takes that meanwhile, the item is in the link's hand until it is written.</para>
    /// <para>In a rendezvous channel (<c>Channel.CreateBounded&lt;T&gt;(0)</c>) an output is written by
    /// <see cref="ChannelWriter{T}.WriteAsync"/> if no reader waits, and is in the link's hand until one comes.</para>
    /// <para>That the channel is closed is noticed with the next output; the link then declines for good, as
    /// <see cref="OrderedBlockOptions.TargetsGoneMode"/> wants it.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> or <paramref name="writer"/> is null.</exception>
    public static ChannelLink<T> LinkTo<T>(
        this ISourceBlock<T> source,
        ChannelWriter<T> writer,
        DataflowLinkOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(writer);
        options ??= s_defaults;
        var pump = new BlockToChannelLink<T>(source, writer, options.MaxMessages, options.PropagateCompletion, cancellationToken);
        pump.Start(options);
        return new ChannelLink<T>(pump);
    }

    private static void Pass(IDataflowBlock target, Exception? error)
    {
        if (error is null)
        {
            target.Complete();
        }
        else
        {
            target.Fault(error);
        }
    }
}
