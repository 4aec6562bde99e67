using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace OrderedBlocks.Channels;

/// <summary>Where a link writes to: a channel, and the hand for an item that has left its source and found no room. Not thread-safe.</summary>
/// <param name="writer">The channel.</param>
/// <param name="token">Ends the waits for the hand.</param>
[DebuggerDisplay("in hand: {HasHand}")]
internal sealed class ChannelSink<T>(ChannelWriter<T> writer, CancellationToken token)
{
    private T? _hand;

    /// <summary>Whether an item is in the hand.</summary>
    public bool HasHand { get; private set; }

    /// <summary>Writes an item if there is room.</summary>
    public bool TryWrite(T item) => writer.TryWrite(item);

    /// <summary>Closes the channel. Returns whether this call has.</summary>
    public bool TryComplete(Exception? error) => writer.TryComplete(error);

    /// <summary>Waits until there is room; <see cref="HasRoomAsync"/> has the answer.</summary>
    public ValueTask<bool> WaitForRoomAsync(CancellationToken stop) => writer.WaitToWriteAsync(stop);

    /// <summary>The answer of a wait that is over.</summary>
    public static bool HasRoom(ValueTask<bool> room)
    {
        ValueTask<bool> answer = HasRoomAsync(room);
        return answer.IsCompletedSuccessfully && answer.GetAwaiter().GetResult();
    }

    /// <summary>Ends with the wait: false if the channel is closed, or the wait was ended.</summary>
    public static async ValueTask<bool> HasRoomAsync(ValueTask<bool> room)
    {
        try
        {
            return await room.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // the error of a channel that is closed, or the end of the wait
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    /// <summary>Takes an item into the hand, and writes it if there is room. If the channel throws the item stays in the hand.</summary>
    public void Hold(T item)
    {
        _hand = item;
        HasHand = true;
        TryWriteHand();
    }

    /// <summary>
    /// Writes what is in the hand. Waits for as long as it takes, unless the token fires: the item has no other place to go.
    /// </summary>
    /// <returns>Whether it was written. Otherwise it stays in the hand.</returns>
    public async ValueTask<bool> TryEmptyHandAsync()
    {
        while (!TryWriteHand())
        {
            if (!await HasRoomAsync(writer.WaitToWriteAsync(token)).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes what is in the hand out of it.</summary>
    public bool TryTakeHand([MaybeNullWhen(false)] out T item)
    {
        bool hasHand = HasHand;
        item = _hand;
        EmptyHand();
        return hasHand;
    }

    private bool TryWriteHand()
    {
        if (!writer.TryWrite(_hand!))
        {
            return false;
        }

        EmptyHand();
        return true;
    }

    private void EmptyHand()
    {
        _hand = default;
        HasHand = false;
    }
}
