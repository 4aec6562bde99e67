using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace OrderedBlocks.Streams;

/// <summary>Reads a channel to its end, as <see cref="ChannelReader{T}.ReadAllAsync"/> has it.</summary>
internal sealed class ChannelEnumerator<T>(ChannelReader<T> reader, CancellationToken one, CancellationToken other)
    : StreamEnumerator<T>
{
    private EitherToken _token;
    private bool _hasWaited;

    /// <inheritdoc/>
    protected override void Begin() => _token = new EitherToken(one, other);

    // The token is looked at where the reader waits.
    protected override bool TryTake([MaybeNullWhen(false)] out T item)
    {
        item = default;
        return _hasWaited && reader.TryRead(out item);
    }

    /// <inheritdoc/>
    protected override ValueTask<bool> WaitAsync()
    {
        _hasWaited = true;
        return reader.WaitToReadAsync(_token.Token);
    }

    /// <inheritdoc/>
    protected override ValueTask StopAsync(bool hasThrown)
    {
        _token.Dispose();
        return default;
    }
}
