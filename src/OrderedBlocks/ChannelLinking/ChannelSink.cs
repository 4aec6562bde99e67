using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace OrderedBlocks.ChannelLinking;

/// <summary>Where a link writes to: a channel, and the hand for an item that has left its source and found no room. Not thread-safe.</summary>
/// <remarks>
/// In a channel without room (<see cref="Rendezvous{T}"/>) an item is seen only while it is being written. So it is taken into the hand
/// and written from there, until a reader comes.
/// </remarks>
/// <param name="writer">The channel.</param>
[DebuggerDisplay("in hand: {HasHand}")]
internal sealed class ChannelSink<T>(ChannelWriter<T> writer)
{
    private readonly bool _isRendezvous = Rendezvous<T>.Is(writer);

    // Of the waits for the hand.
    private readonly WaitEnd _handEnd = new();
    private T? _hand;

    // Of what is in the hand, if it has begun: to be awaited once.
    private ValueTask _writing;
    private bool _isWriting;

    /// <summary>Whether an item is in the hand.</summary>
    public bool HasHand { get; private set; }

    /// <summary>Writes an item if there is room, or a reader will come for it.</summary>
    public WriteStatus Write(T item) =>
        writer.TryWrite(item) ? WriteStatus.Written
        : _isRendezvous ? BeginToWrite(item)
        : WriteStatus.Full;

    /// <summary>Closes the channel. Returns whether this call has.</summary>
    public bool TryComplete(Exception? error) => writer.TryComplete(error);

    /// <summary>Waits until an item may be written or held; <see cref="HasRoomAsync"/> has the answer.</summary>
    public ValueTask<bool> WaitForRoomAsync(WaitEnd stop) =>
        _isRendezvous ? new ValueTask<bool>(!stop.HasCome) : BeginToWait(stop);

    /// <summary>Waits no longer, and never again, until what is in the hand is written. Any thread.</summary>
    public void EndWaits() => _handEnd.Come();

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
        catch (Exception)
        {
            // The error of a channel that is closed, or the end of the wait.
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
    /// Writes what is in the hand. Waits for as long as it takes, unless <see cref="EndWaits"/> is called: the item has no other place to go.
    /// </summary>
    /// <returns>Whether it was written. Otherwise it stays in the hand.</returns>
    public async ValueTask<bool> TryEmptyHandAsync()
    {
        if (_isWriting)
        {
            ValueTask writing = _writing;
            _writing = default;
            _isWriting = false;
            return await TryEndAsync(writing).ConfigureAwait(false);
        }

        while (!TryWriteHand())
        {
            if (_isRendezvous)
            {
                return await TryEndAsync(BeginToWriteAsync(_hand!)).ConfigureAwait(false);
            }

            if (!await HasRoomAsync(BeginToWait(_handEnd)).ConfigureAwait(false))
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

    private WriteStatus BeginToWrite(T item)
    {
        ValueTask writing = BeginToWriteAsync(item);

        // Asked once, and first: a reader may come between two looks.
        if (writing.IsCompleted)
        {
            return writing.IsCompletedSuccessfully ? WriteStatus.Written : WriteStatus.Refused;
        }

        _hand = item;
        HasHand = true;
        _writing = writing;
        _isWriting = true;
        return WriteStatus.Held;
    }

    private ValueTask BeginToWriteAsync(T item)
    {
        using WaitEnd.Scope scope = _handEnd.Begin();
        return writer.WriteAsync(item, scope.Token);
    }

    private ValueTask<bool> BeginToWait(WaitEnd end)
    {
        using WaitEnd.Scope scope = end.Begin();
        return writer.WaitToWriteAsync(scope.Token);
    }

    private async ValueTask<bool> TryEndAsync(ValueTask writing)
    {
        try
        {
            await writing.ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The error of a channel that is closed, or the token.
            return false;
        }

        EmptyHand();
        return true;
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
