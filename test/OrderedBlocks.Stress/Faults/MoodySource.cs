using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Faults;

/// <summary>
/// A source whose messages have to be fetched, and which has some of them no longer when they are, and throws for others.
/// </summary>
internal sealed class MoodySource(FaultWorld world, int producer) : ISourceBlock<Tagged>
{
    private const int DiceForMood = 100;

    private readonly List<Tagged> _given = [];
    private TaskCompletionSource<bool> _settled = new();

    public Task Completion => throw new NotSupportedException();

    /// <summary>Offers one message after the other. Returns those that were fetched.</summary>
    public async Task<List<Tagged>> ProduceAsync(ITargetBlock<Tagged> target)
    {
        for (int number = 0; number < world.ItemsPerProducer; number++)
        {
            _settled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            DataflowMessageStatus status;
            try
            {
                status = target.OfferMessage(
                    new DataflowMessageHeader(number + 1), new Tagged(producer, -1), this, consumeToAccept: true);
            }
            catch (IntendedException)
            {
                // What ConsumeMessage throws comes out of the offer that fetches at once.
                continue;
            }

            if (status == DataflowMessageStatus.DecliningPermanently
                || (status == DataflowMessageStatus.Postponed && !await _settled.Task))
            {
                break;
            }
        }

        return _given;
    }

    public Tagged ConsumeMessage(DataflowMessageHeader messageHeader, ITargetBlock<Tagged> target, out bool messageConsumed)
    {
        int number = (int)messageHeader.Id - 1;
        world.EndAt(EndingMoment.Consume, number);
        int mood = world.SourceIsMoody ? world.Dice.Roll(40, DiceForMood, number) : 2;
        messageConsumed = mood != 1;
        try
        {
            if (mood == 0 && world.SourceThrows)
            {
                world.NoteError(isCertain: false);
                throw new IntendedException("source");
            }

            var item = new Tagged(producer, number);
            if (messageConsumed)
            {
                _given.Add(item);
            }

            return item;
        }
        finally
        {
            _settled.TrySetResult(true);
        }
    }

    public bool ReserveMessage(DataflowMessageHeader messageHeader, ITargetBlock<Tagged> target) => true;

    public void ReleaseReservation(DataflowMessageHeader messageHeader, ITargetBlock<Tagged> target) =>
        _settled.TrySetResult(false);

    public IDisposable LinkTo(ITargetBlock<Tagged> target, DataflowLinkOptions linkOptions) => throw new NotSupportedException();

    public void Complete() => throw new NotSupportedException();

    public void Fault(Exception exception) => throw new NotSupportedException();
}
