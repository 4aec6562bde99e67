using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace OrderedBlocks.Tests.Channels;

/// <summary>A reader that shows nothing before it is read, as custom channels have it.</summary>
/// <param name="inner">The channel.</param>
/// <param name="onRead">What happens when an item has been read.</param>
public sealed class BlindReader<T>(ChannelReader<T> inner, Action? onRead = null) : ChannelReader<T>
{
    /// <inheritdoc/>
    public override Task Completion => inner.Completion;

    /// <inheritdoc/>
    public override bool TryRead([MaybeNullWhen(false)] out T item)
    {
        bool isRead = inner.TryRead(out item);
        if (isRead)
        {
            onRead?.Invoke();
        }

        return isRead;
    }

    /// <inheritdoc/>
    public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) =>
        inner.WaitToReadAsync(cancellationToken);
}
