using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Faults;

/// <summary>
/// A target that now and then declines, throws, reserves and gives back, or takes what it was offered later, on another thread.
/// </summary>
internal sealed class FickleTarget(FaultWorld world, int which) : ITargetBlock<Tagged>
{
    private int _offers;

    public Task Completion => throw new NotSupportedException();

    public DataflowMessageStatus OfferMessage(
        DataflowMessageHeader messageHeader,
        Tagged messageValue,
        ISourceBlock<Tagged>? source,
        bool consumeToAccept)
    {
        int offer = _offers++;
        world.EndAt(EndingMoment.Offer, offer);
        switch (world.Dice.Roll(world.Fickleness, 200 + which, offer))
        {
            case 0:
                return DataflowMessageStatus.Declined;

            case 1:
                world.Track(Task.Run(() => TakeLater(messageHeader, messageValue, source!)));
                return DataflowMessageStatus.Postponed;

            case 2:
                world.Track(Task.Run(() => GiveBack(messageHeader, source!)));
                return DataflowMessageStatus.Postponed;

            case 3:
                return DataflowMessageStatus.DecliningPermanently;

            case 4:
                // Inside the offer; then it is gone, whatever is answered.
                TakeLater(messageHeader, messageValue, source!);
                return DataflowMessageStatus.NotAvailable;

            case 5:
                GiveBack(messageHeader, source!);
                return DataflowMessageStatus.Postponed;

            case 6 when world.TargetThrows:
                world.NoteError(isCertain: true);
                throw new IntendedException("target");

            default:
                world.Recorder.Add(messageValue);
                return DataflowMessageStatus.Accepted;
        }
    }

    public void Complete()
    {
    }

    public void Fault(Exception exception)
    {
    }

    // While it is reserved nobody else is offered anything: so it is noted at its place.
    private void TakeLater(DataflowMessageHeader header, Tagged item, ISourceBlock<Tagged> source)
    {
        if (source.ReserveMessage(header, this))
        {
            world.Recorder.Add(item);
            Tagged taken = source.ConsumeMessage(header, this, out bool consumed)!;
            if (!consumed || taken != item)
            {
                world.Violate($"{item} was reserved, and {(consumed ? taken : "nothing")} could be taken.");
            }
        }
    }

    private void GiveBack(DataflowMessageHeader header, ISourceBlock<Tagged> source)
    {
        if (source.ReserveMessage(header, this))
        {
            source.ReleaseReservation(header, this);
        }
    }
}
