using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace OrderedBlocks.Tests.Channels;

/// <summary>A reader that shows nothing before it is read, as custom channels have it.</summary>
public sealed class BlindReader<T>(ChannelReader<T> inner) : ChannelReader<T>
{
    /// <inheritdoc/>
    public override Task Completion => inner.Completion;

    /// <inheritdoc/>
    public override bool TryRead([MaybeNullWhen(false)] out T item) => inner.TryRead(out item);

    /// <inheritdoc/>
    public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) =>
        inner.WaitToReadAsync(cancellationToken);
}
