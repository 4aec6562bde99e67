using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Atomics;
using OrderedBlocks.Scheduling;

namespace OrderedBlocks.ChannelLinking;

/// <content>What the busy thread does: in an offer, or in the pump while the channel has no room.</content>
internal sealed partial class BlockToChannelLink<T>
{
    // Within an offer.
    private DataflowMessageStatus Take(PendingOffer<T> note)
    {
        while (true)
        {
            switch (note.ConsumeToAccept ? WriteStatus.Full : _sink.Write(note.Value))
            {
                case WriteStatus.Written:
                    OnTaken();
                    LeaveBusy();
                    return DataflowMessageStatus.Accepted;
                case WriteStatus.Held:
                    OnTaken();
                    StartMoving(default);
                    return DataflowMessageStatus.Accepted;
                case WriteStatus.Refused:
                    return Refuse();
                default:
                    break;
            }

            ValueTask<bool> room = _sink.WaitForRoomAsync(_stop);
            if (!room.IsCompleted)
            {
                using (Uninterrupted.Enter(_lock))
                {
                    _note = note;
                }

                StartMoving(room);
                return DataflowMessageStatus.Postponed;
            }

            if (!ChannelSink<T>.HasRoom(room))
            {
                return Refuse();
            }

            if (note.ConsumeToAccept)
            {
                return TakeByConsuming(note);
            }
        }
    }

    // The channel is closed, as a rule; or the link was cut meanwhile, or is going to be. That is no refusal.
    private DataflowMessageStatus Refuse()
    {
        bool isEnded = IsEnded() || _token.IsCancellationRequested;
        if (!isEnded)
        {
            Close(LinkEnd.TargetDeclined, error: null);
        }

        LeaveBusy();
        return isEnded ? DataflowMessageStatus.Postponed : DataflowMessageStatus.DecliningPermanently;
    }

    private DataflowMessageStatus TakeByConsuming(PendingOffer<T> note)
    {
        bool isConsumed = TryConsume(note);
        if (_sink.HasHand)
        {
            StartMoving(default);
        }
        else
        {
            LeaveBusy();
        }

        return isConsumed ? DataflowMessageStatus.Accepted : DataflowMessageStatus.NotAvailable;
    }

    // On another thread: a source may stop offering if its item is consumed by the very thread that offers it, and then postponed.
    // An offer may come on the thread that links.
    private void StartMoving(ValueTask<bool> room)
    {
        using (NoFlow.Begin())
        {
            Task.Run(() => MoveAsync(room), CancellationToken.None);
        }
    }

    // Writes what is in the hand and what is noted until there is neither. Never fails.
    private async Task MoveAsync(ValueTask<bool> room)
    {
        try
        {
            while (true)
            {
                if (_sink.HasHand)
                {
                    if (!await _sink.TryEmptyHandAsync().ConfigureAwait(false))
                    {
                        OnHandKept();
                        break;
                    }
                }
                else if (!await ChannelSink<T>.HasRoomAsync(room).ConfigureAwait(false))
                {
                    OnClosed();
                    break;
                }
                else if (TakeNote() is { } note)
                {
                    WriteNoted(note);
                }

                if (!_sink.HasHand && TryLeaveBusy())
                {
                    return;
                }

                room = _sink.HasHand ? default : _sink.WaitForRoomAsync(_stop);
            }
        }
        catch (Exception error)
        {
            // What a source or the channel throws is what the link ends with.
            _tie.End(LinkEnd.Failed, error);
        }

        LeaveBusy();
    }

    // There is room, and what is noted may have gone elsewhere.
    private void WriteNoted(PendingOffer<T> note)
    {
        if (note.ConsumeToAccept)
        {
            TryConsume(note);
        }
        else if (note.Source.ReserveMessage(note.Header, this))
        {
            if (TryWriteReserved(note))
            {
                // A block of Dataflow's that is being faulted may have dropped by now what it had promised. The item was handed on all the
                // same, and the block is about to tell of its fault.
                note.Source.ConsumeMessage(note.Header, this, out _);
                OnTaken();
            }
            else
            {
                // Another writer was quicker, or the channel is closed or has thrown. It is offered again.
                note.Source.ReleaseReservation(note.Header, this);
            }
        }
    }

    private bool TryWriteReserved(PendingOffer<T> note)
    {
        try
        {
            WriteStatus status = _sink.Write(note.Value);
            if (status == WriteStatus.Refused)
            {
                OnRefused(isHandKept: false);
            }

            return status is WriteStatus.Written or WriteStatus.Held;
        }
        catch (Exception error)
        {
            // First the link: the item is not for it any more.
            _tie.End(LinkEnd.Failed, error);
            return false;
        }
    }

    // There was room. If it is gone the item stays in the hand; so it does if the channel throws.
    private bool TryConsume(PendingOffer<T> note)
    {
        T? item = note.Source.ConsumeMessage(note.Header, this, out bool isConsumed);
        if (isConsumed)
        {
            OnTaken();
            _sink.Hold(item!);
        }

        return isConsumed;
    }

    // Closed, unless the link is being ended.
    private void OnClosed()
    {
        if (!IsEnded() && Close(LinkEnd.TargetDeclined, error: null))
        {
            RefuseNoted();
        }
    }

    // Whatever the link was to end with, it has not handed on everything.
    private void OnHandKept()
    {
        OnRefused(isHandKept: true);
        RefuseNoted();
    }

    // The token has fired, or the channel is closed.
    private void OnRefused(bool isHandKept)
    {
        if (_token.IsCancellationRequested)
        {
            _tie.End(LinkEnd.Canceled);
        }
        else
        {
            Close(LinkEnd.TargetDeclined, error: null, isHandKept);
        }
    }

    // The source is to hear of the end: it offers again what is reserved and given back.
    private void RefuseNoted()
    {
        if (TakeNote() is { } note && note.Source.ReserveMessage(note.Header, this))
        {
            note.Source.ReleaseReservation(note.Header, this);
        }
    }
}
