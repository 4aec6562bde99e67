using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using OrderedBlocks.ChannelLinking;

namespace OrderedBlocks;

/// <summary>A link between a channel and a dataflow block, made by <see cref="ChannelLinks"/>.</summary>
/// <typeparam name="T">The items.</typeparam>
/// <remarks>All members may be used by any number of threads.</remarks>
[DebuggerDisplay("{End}")]
public sealed class ChannelLink<T> : IDisposable, IAsyncDisposable
{
    private readonly IChannelLink<T> _pump;

    internal ChannelLink(IChannelLink<T> pump) => _pump = pump;

    /// <summary>
    /// Ends when the link has, and nothing is moved any more: successfully, faulted or canceled, as <see cref="ChannelLinkEndReason"/>
    /// says. If completion is propagated, the target has been told before. Always the same task; its continuations run
    /// asynchronously.
    /// </summary>
    public Task Completion => _pump.Completion;

    /// <summary>Why the link has ended; <see langword="null"/> until <see cref="Completion"/> has.</summary>
    public ChannelLinkEndReason? End => (ChannelLinkEndReason?)_pump.End;

    /// <summary>
    /// Takes the item that was taken out of the source, and that the target would not have: there is one at the most, and only after
    /// the end. It comes after all that the target has, and before all that the source still has.
    /// </summary>
    /// <param name="item">The item.</param>
    /// <returns>Whether there was one. It can be taken once.</returns>
    /// <remarks>
    /// As a rule there is none, because items stay in the source until the target takes them. The exceptions: a channel whose
    /// reader cannot peek; a rendezvous channel (<c>Channel.CreateBounded&lt;T&gt;(0)</c>); a target that has reserved the item and given it
    /// back, as some do when they end; a source whose items have to be consumed before they are seen, such as a <c>BroadcastBlock</c> that
    /// clones, if the channel was full or closed by others in that moment.
    /// </remarks>
    public bool TryTakeUndelivered([MaybeNullWhen(false)] out T item) => _pump.TryTakeUndelivered(out item);

    /// <summary>
    /// Unlinks: from here on nothing is taken from the source, but for an item that the target is taking at this moment. What was taken out of
    /// the source already is still handed on, however long that takes; <see cref="Completion"/> ends after that. Does not wait for it. More
    /// than once, or after the end, it does nothing. Never throws: what the block throws is what the link ends with.
    /// </summary>
    public void Dispose() => _pump.Unlink();

    /// <summary>Unlinks, and waits for the link's end.</summary>
    /// <returns>Ends with <see cref="Completion"/>, and never fails.</returns>
    public async ValueTask DisposeAsync()
    {
        _pump.Unlink();
        await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
