using System.Diagnostics;
using System.Runtime.CompilerServices;
using OrderedBlocks.Atomics;

namespace OrderedBlocks.Ring;

/// <content>Admission: for any thread.</content>
internal sealed partial class OrderedRing<TInput, TOutput>
{
    /// <summary>Admits an item. One locked instruction when nobody interferes.</summary>
    public AdmissionStatus TryAdmit(TInput item)
    {
        AdmissionStatus status = TryTake(TailCursor.Gated, out Position position);
        if (status == AdmissionStatus.Admitted)
        {
            ref Slot<TInput, TOutput> slot = ref SlotOf(position);
            slot.Input = item;

            // Release is enough (WorkerWakeUp): a worker that does not see the state sees the tail, and stays.
            slot.State.Publish(position, Phase.Admitted);
        }

        return status;
    }

    /// <summary>
    /// Takes a position for a message that is still to be fetched. <see cref="Publish"/> or <see cref="CancelReservation"/> must follow,
    /// whatever happens: a position is never left without a state.
    /// </summary>
    /// <param name="pastGate">Whether the caller is the transfer for which the gate was raised.</param>
    /// <param name="position">The position.</param>
    public AdmissionStatus TryReserve(bool pastGate, out Position position)
    {
        AdmissionStatus status = TryTake(pastGate ? 0 : TailCursor.Gated, out position);
        if (status == AdmissionStatus.Admitted)
        {
            SlotOf(position).State.Publish(position, Phase.Reserved);
        }

        return status;
    }

    /// <summary>Puts the message into the position that was taken for it.</summary>
    /// <param name="position">The position.</param>
    /// <param name="item">The message.</param>
    /// <param name="attachment">What travels with it; null in a ring without attachments.</param>
    public void Publish(Position position, TInput item, object? attachment = null)
    {
        ref Slot<TInput, TOutput> slot = ref SlotOf(position);
        slot.Input = item;
        if (attachment is not null)
        {
            AttachmentOf(position).Value = attachment;
        }

        // Full fence (WorkerWakeUp): idle workers do not wait for a reserved position.
        slot.State.PublishWithFullFence(position, Phase.Admitted);
    }

    /// <summary>Gives back the place of a position for which there was no message.</summary>
    public void CancelReservation(Position position)
    {
        _gaps.Skips.Add(1);
        _gaps.CanceledReservations.Add(1);
        _gaps.EverCanceled.Add(1);
        SlotOf(position).State.PublishWithFullFence(position, Phase.Canceled);
    }

    /// <summary>Ends admission. What was admitted before stays. Full fence.</summary>
    public void Close() => _tail.Close();

    /// <summary>
    /// Makes every producer but the transfer wait, if the ring is open. Full fence then; look for <see cref="Room"/> after it
    /// (SenderWakeUp).
    /// </summary>
    /// <returns>Whether the ring is still open.</returns>
    public bool TryRaiseGate() => _tail.TryGate();

    /// <summary>Lets the producers in again. Full fence; a closed ring may be finished by it.</summary>
    public void LowerGate() => _tail.Ungate();

    private AdmissionStatus TryTake(long gate, out Position position)
    {
        long word = _tail.Read();
        while (true)
        {
            position = Position.FromWord(word);
            if ((word & (TailCursor.Closed | TailCursor.Frozen | gate)) != 0)
            {
                if ((word & TailCursor.Frozen) == 0)
                {
                    return TurnedAway(word);
                }

                word = AwaitThaw();
                continue;
            }

            if (!position.IsBefore(_tail.KnownLimit) && !TryRefreshLimit(position))
            {
                return AdmissionStatus.Full;
            }

            Ensure(position, 1);
            long seen = _tail.TryTake(word);
            if (seen == word)
            {
                return AdmissionStatus.Admitted;
            }

            word = seen;
        }
    }

    private AdmissionStatus TurnedAway(long word)
    {
        // An unbounded ring has room for everybody: nobody waits there, so nobody is overtaken.
        Debug.Assert(_capacity != Unbounded || (word & TailCursor.Gated) == 0);
        return (word & TailCursor.Closed) != 0 ? AdmissionStatus.Closed : AdmissionStatus.Full;
    }

    // Another thread trims the ring, and is about to be done.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private long AwaitThaw()
    {
        var backoff = default(Backoff);
        while (true)
        {
            long word = _tail.Read();
            if ((word & TailCursor.Frozen) == 0)
            {
                return word;
            }

            backoff.Snooze();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryRefreshLimit(Position position)
    {
        Position limit = ReadLimit();
        _tail.KnownLimit = limit;
        return position.IsBefore(limit);
    }
}
