using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Atomics;
using OrderedBlocks.Input;

namespace OrderedBlocks.ChannelLinking;

/// <content>The members of a source, as the target calls them. On any thread.</content>
internal sealed partial class ChannelToBlockLink<T>
{
    T? ISourceBlock<T>.ConsumeMessage(DataflowMessageHeader messageHeader, ITargetBlock<T> target, out bool messageConsumed)
    {
        ProtocolArguments.Check(messageHeader, target);
        using (Uninterrupted.Enter(_lock))
        {
            messageConsumed = false;
            if (messageHeader.Id != _id || !(_phase == OfferPhase.Open || (_phase == OfferPhase.Reserved && _reservedFor == target)))
            {
                return default;
            }

            if (_hasHand)
            {
                T? held = _hand;
                messageConsumed = TryEmptyHand();
                RecordOutcome(OfferPhase.Taken);
                return held;
            }

            _phase = OfferPhase.Reading;
        }

        try
        {
            messageConsumed = _source.TryRead(out T? item);
            return item;
        }
        finally
        {
            RecordOutcomeInLock(messageConsumed ? OfferPhase.Taken : OfferPhase.Gone);
        }
    }

    bool ISourceBlock<T>.ReserveMessage(DataflowMessageHeader messageHeader, ITargetBlock<T> target)
    {
        ProtocolArguments.Check(messageHeader, target);

        // A target that has closed reserves and gives back what it has postponed, to say so. The item stays in the channel then.
        bool isClosed = target is ICloseable { IsClosed: true };
        using (Uninterrupted.Enter(_lock))
        {
            if (messageHeader.Id != _id || _phase != OfferPhase.Open)
            {
                return false;
            }

            if (_hasHand)
            {
                _reservedFor = target;
                _phase = OfferPhase.Reserved;
                return true;
            }

            if (isClosed)
            {
                RecordOutcome(OfferPhase.Gone);
                return false;
            }

            _phase = OfferPhase.Reading;
        }

        bool isRead = false;
        T? item = default;
        try
        {
            isRead = _source.TryRead(out item);
            return isRead;
        }
        finally
        {
            using (Uninterrupted.Enter(_lock))
            {
                if (isRead)
                {
                    _hand = item;
                    _hasHand = true;
                    _reservedFor = target;
                    _phase = OfferPhase.Reserved;
                }
                else
                {
                    RecordOutcome(OfferPhase.Gone);
                }
            }
        }
    }

    void ISourceBlock<T>.ReleaseReservation(DataflowMessageHeader messageHeader, ITargetBlock<T> target)
    {
        ProtocolArguments.Check(messageHeader, target);
        using (Uninterrupted.Enter(_lock))
        {
            if (messageHeader.Id != _id || _phase != OfferPhase.Reserved || _reservedFor != target)
            {
                throw new InvalidOperationException("The message is not reserved for this target.");
            }

            _reservedFor = null;
            if (_offeringThread == Environment.CurrentManagedThreadId && !_isCanceled)
            {
                // From inside the offer, which simply goes on: otherwise such a target would be offered the item for ever.
                _phase = OfferPhase.Open;
            }
            else
            {
                RecordOutcome(OfferPhase.Returned);
            }
        }
    }

    IDisposable ISourceBlock<T>.LinkTo(ITargetBlock<T> target, DataflowLinkOptions linkOptions) =>
        throw new NotSupportedException("A link has one target.");

    void IDataflowBlock.Complete() => Unlink();

    void IDataflowBlock.Fault(Exception exception) => Unlink();
}
