using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace OrderedBlocks.ChannelLinking;

/// <summary>Where a link reads from: a channel, and how its next item is found.</summary>
/// <remarks>
/// The link looks at the next item where it can, so that the channel keeps it. In a channel without room (<see cref="Rendezvous{T}"/>)
/// a writer may need a reader that waits in <see cref="ChannelReader{T}.ReadAsync"/>. Such a reader gets the item, and cannot put it back.
/// </remarks>
/// <param name="reader">The channel.</param>
/// <param name="take">Gets an item that was taken while it was waited for.</param>
[DebuggerDisplay("can peek: {_canPeek}")]
internal sealed class ChannelSource<T>(ChannelReader<T> reader, Action<T> take)
{
    private readonly bool _canPeek = reader.CanPeek;
    private readonly bool _isRendezvous = Rendezvous<T>.Is(reader);

    /// <summary>The channel's.</summary>
    public Task Completion => reader.Completion;

    /// <summary>Takes an item that is there.</summary>
    public bool TryRead([MaybeNullWhen(false)] out T item) => reader.TryRead(out item);

    /// <summary>Finds the next item, if it is there.</summary>
    /// <param name="item">The item.</param>
    /// <param name="isTaken">Whether it is in the channel no longer, because that cannot be looked at.</param>
    public bool TryFind([MaybeNullWhen(false)] out T item, out bool isTaken)
    {
        if (_canPeek)
        {
            isTaken = false;
            return reader.TryPeek(out item);
        }

        return isTaken = reader.TryRead(out item);
    }

    /// <summary>Waits until there may be an item, or takes one.</summary>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>Whether there may be one, or was: not if the channel has completed. Throws the error with which it has.</returns>
    public async ValueTask<bool> WaitAsync(WaitEnd stop)
    {
        if (_isRendezvous)
        {
            try
            {
                take(await BeginToRead(stop).ConfigureAwait(false));
                return true;
            }
            catch (Exception error) when (error is not OperationCanceledException || !stop.HasCome)
            {
                // It has completed, and the wait says how.
                return await BeginToWait(stop).ConfigureAwait(false);
            }
        }

        ValueTask<bool> more = BeginToWait(stop);
        if (more.IsCompleted)
        {
            // There was nothing a moment ago: other readers are at work, and are let go first.
            await Task.Yield();
        }

        return await more.ConfigureAwait(false);
    }

    private ValueTask<T> BeginToRead(WaitEnd stop)
    {
        using WaitEnd.Scope scope = stop.Begin();
        return reader.ReadAsync(scope.Token);
    }

    private ValueTask<bool> BeginToWait(WaitEnd stop)
    {
        using WaitEnd.Scope scope = stop.Begin();
        return reader.WaitToReadAsync(scope.Token);
    }
}
