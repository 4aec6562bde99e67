using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Observation;
using OrderedBlocks.Ring;

namespace OrderedBlocks.Hub;

/// <content>What others see of a block: its statistics and instruments. On any thread; nothing here is paid for by an item.</content>
internal sealed partial class BlockCore<TInput, TOutput> : IObservedBlock
{
    public long QueuedCount => Math.Max(0, Ring.UnclaimedCount - Ring.CanceledReservationCount + _workers.UnstartedCount);

    /// <summary>Items accepted of which nothing will ever come out.</summary>
    public LossCounts Losses { get; } = new();

    /// <summary>Failures that nobody has got.</summary>
    public long LostFailures => _failures?.LostCount ?? 0;

    /// <summary>Items whose delegate is running or pending, or was a moment ago.</summary>
    public long RunningCount => Math.Min(_workers.Counts.Busy, StartedCount);

    public int ActiveWorkers => _workers.Counts.Active;

    long IObservedBlock.AdmittedCount => Ring.AdmittedCount;

    long IObservedBlock.ReleasedCount => Ring.ReleasedCount;

    long IObservedBlock.WaitingCount => WaitingBeside(RunningCount);

    long? IObservedBlock.CapacityLimit =>
        _settings.Capacity == OrderedRing<TInput, TOutput>.Unbounded ? null : _settings.Capacity;

    int? IObservedBlock.WorkerLimit => _workers.Degree == int.MaxValue ? null : _workers.Degree;

    string IObservedBlock.NameFormat => _settings.NameFormat;

    int IObservedBlock.PostponedCount => _input.PostponedCount;

    long IObservedBlock.WakeUpCount => _workers.WakeUpCount;

    long IObservedBlock.TakenCount => Ring.TakenCount;

    long IObservedBlock.HeadOffset => Ring.HeadOffset;

    // Items that were started and have not left: they are running, or finished and waiting for their turn.
    private long StartedCount => Math.Max(0, Ring.InFlightCount - _workers.UnstartedCount);

    /// <summary>Items that are finished and have not left, if so many are running.</summary>
    public long WaitingBeside(long running) => Math.Max(0, StartedCount - running);

    public OrderedBlockStatistics GetStatistics()
    {
        long running = RunningCount;
        return new OrderedBlockStatistics
        {
            Admitted = Ring.AdmittedCount,
            Released = Ring.ReleasedCount,
            Failed = Losses[LossReason.Failed],
            CanceledItems = Losses[LossReason.CanceledItem],
            NullTasks = Losses[LossReason.NullTask],
            DroppedByFault = Losses[LossReason.Fault],
            DroppedByCancellation = Losses[LossReason.Cancellation],
            DroppedWithoutTargets = Losses[LossReason.TargetsGone],
            LostFailures = LostFailures,
            Queued = QueuedCount,
            Running = running,
            Waiting = WaitingBeside(running),
        };
    }

    // From here on the block is seen by those who look at the instruments. Not before it has work, unless one listens already: most of
    // what a block costs that lives for a moment would be the entry.
    private void Register()
    {
        // A number is for ever. Should this miss it, the registry does not.
        if (_number == 0)
        {
            BlockMetrics.Shared.Register(ref _number, this);
        }
    }

    private void LogCreation()
    {
        if (BlockEvents.Log.AreOn())
        {
            IObservedBlock block = this;
            BlockEvents.Log.BlockCreated(
                Name,
                (int)(block.CapacityLimit ?? DataflowBlockOptions.Unbounded),
                block.WorkerLimit ?? DataflowBlockOptions.Unbounded);
        }
    }

    // The exceptions are those of the life cycle: asking the task for them would count as having observed them.
    private void LogEnd()
    {
        if (!BlockEvents.Log.AreOn())
        {
            return;
        }

        switch (Completion.Status)
        {
            case TaskStatus.Faulted:
                BlockEvents.Log.LogFault(Name, LifeCycle.Errors);
                break;

            case TaskStatus.Canceled:
                BlockEvents.Log.BlockCanceled(Name);
                break;

            default:
                BlockEvents.Log.BlockCompleted(Name);
                break;
        }
    }
}
