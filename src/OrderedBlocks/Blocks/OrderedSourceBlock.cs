using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Channels;
using OrderedBlocks.Hub;
using OrderedBlocks.Output;

namespace OrderedBlocks;

/// <summary>
/// An ordered block that hands its outputs on: what <see cref="OrderedTransformBlock{TInput, TOutput}"/> and
/// <see cref="OrderedTransformManyBlock{TInput, TOutput}"/> have in common.
/// </summary>
/// <typeparam name="TInput">What comes in.</typeparam>
/// <typeparam name="TOutput">What goes out.</typeparam>
/// <remarks>All members may be used by any number of threads. Linking, unlinking, receiving and <see cref="OutputCount"/> wait while
/// another thread offers an output to a target: targets, and the filters of links and receivers, should be quick.</remarks>
[DebuggerTypeProxy(typeof(OrderedSourceBlock<,>.SourceDebugView))]
public abstract class OrderedSourceBlock<TInput, TOutput>
    : OrderedBlock<TInput>, IPropagatorBlock<TInput, TOutput>, IReceivableSourceBlock<TOutput>
{
    // Written once, by the constructor of the block.
    private LinkedOutput<TOutput> _source = null!;
    private Channel<TInput, TOutput>? _channel;

    private protected OrderedSourceBlock()
    {
    }

    /// <summary>
    /// Outputs that could be taken now, one after the other, those of an item that still makes some included. Outputs that wait for an
    /// earlier item do not count. Amortised constant time an item, under the lock of the output.
    /// </summary>
    public int OutputCount => _source.ReadyCount;

    /// <summary>The side that hands outputs on.</summary>
    internal LinkedOutput<TOutput> Source => _source;

    /// <summary>
    /// Links a target. It is offered, in order, the outputs that the links in front of it have not taken, beginning at once with
    /// the output at the head, if there is one. A block that has ended only tells the target so, if the options ask for it.
    /// </summary>
    /// <param name="target">The target. The same one may be linked more than once.</param>
    /// <param name="linkOptions">How many messages it takes, where in the row it stands, whether it is told of the end.</param>
    /// <returns>Disposing it unlinks the target; any thread may do so, at any time and more than once.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public IDisposable LinkTo(ITargetBlock<TOutput> target, DataflowLinkOptions linkOptions) =>
        _source.LinkTo(target, linkOptions);

    /// <summary>Takes the output at the head, if there is one, nobody has reserved it, and the filter likes it.</summary>
    /// <param name="filter">Sees the head alone; null takes anything. Runs under the lock of the output, so it must not block;
    /// what it throws comes out of here, and the output stays.</param>
    /// <param name="item">The output.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryReceive(Predicate<TOutput>? filter, [MaybeNullWhen(false)] out TOutput item) =>
        _source.TryReceive(filter, out item);

    /// <summary>
    /// Takes outputs that can be taken now, in order, as many as there are and as there is room for; none while the head is
    /// reserved.
    /// </summary>
    /// <param name="items">Where they go; from the beginning, and what is beyond them stays as it is.</param>
    /// <returns>How many.</returns>
    /// <remarks>Any thread. Enters the lock of the output once; allocates nothing. Senders that wait get the room. Throws nothing.
    /// </remarks>
    public int TryReceiveRange(Span<TOutput> items) => _source.TryReceiveRange(items);

    /// <summary>Takes all outputs that can be taken now, in order; none while the head is reserved.</summary>
    /// <param name="items">At least one output, or null.</param>
    /// <returns>Whether there are any.</returns>
    public bool TryReceiveAll([NotNullWhen(true)] out IList<TOutput>? items) => _source.TryReceiveAll(out items);

    /// <summary>
    /// The block as a channel: items are written to it, and outputs read, in the order of the items; with backpressure, and without an
    /// allocation for a write or a read that waits.
    /// </summary>
    /// <returns>The channel; the same object always.</returns>
    /// <remarks>
    /// <para>It does what a bounded channel of <c>System.Threading.Channels</c> does, by which its members are documented; what is
    /// different is in <c>docs/channels.md</c>. Above all: <see cref="ChannelWriter{T}.TryComplete"/> completes this block, with an
    /// error if there is one, and readers see the end when all that was written has been transformed and read.</para>
    /// <para>The block can be used in other ways meanwhile. Writers that wait, <see cref="DataflowBlock.SendAsync{TInput}(ITargetBlock{TInput}, TInput)"/>
    /// and linked sources are served first come first served; readers that wait for an output to take (<c>ReadAsync</c>) come before links.</para>
    /// <para>Any thread, any number of writers and readers, unless the options say that there is one producer. A value task of a
    /// writer or a reader is to be awaited once, as always. What follows an <see langword="await"/> runs on the pool, or in the
    /// awaiting method's synchronization context, and never on the thread that ends the wait. Costs two small objects, and nothing an
    /// item; a block whose channel was never asked for pays nothing.</para>
    /// </remarks>
    public Channel<TInput, TOutput> AsChannel() =>
        LazyInitializer.EnsureInitialized(ref _channel, () => BlockChannel<TInput, TOutput>.Of(Block, _source));

    /// <inheritdoc/>
    TOutput? ISourceBlock<TOutput>.ConsumeMessage(
        DataflowMessageHeader messageHeader,
        ITargetBlock<TOutput> target,
        out bool messageConsumed) =>
        _source.ConsumeMessage(messageHeader, target, out messageConsumed);

    /// <inheritdoc/>
    bool ISourceBlock<TOutput>.ReserveMessage(DataflowMessageHeader messageHeader, ITargetBlock<TOutput> target) =>
        _source.ReserveMessage(messageHeader, target);

    /// <inheritdoc/>
    void ISourceBlock<TOutput>.ReleaseReservation(DataflowMessageHeader messageHeader, ITargetBlock<TOutput> target) =>
        _source.ReleaseReservation(messageHeader, target);

    /// <summary>By the constructor of the block: the parts of which it is made.</summary>
    private protected void SetBlock(IBlock<TInput> block, LinkedOutput<TOutput> source)
    {
        SetBlock(block);
        _source = source;
    }

    private protected sealed class SourceDebugView(OrderedSourceBlock<TInput, TOutput> block) : DebugView(block)
    {
        private readonly OrderedSourceBlock<TInput, TOutput> _block = block;

        public IReadOnlyList<ITargetBlock<TOutput>> LinkedTargets => _block._source.LinkedTargets;

        public ITargetBlock<TOutput>? ReservedFor => _block._source.ReservedFor;
    }
}
