using System.Threading.Tasks.Dataflow;
using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: a poster, a worker, a target that is offered the head and postpones it, and a thread of the target's that reserves
/// the head and then takes it or gives it back; the block is completed meanwhile. Allowed: what is left goes to the second link, and the
/// block ends. Forbidden: an output that waits for ever once the reservation is gone.
/// </summary>
internal sealed class ReserveMeanwhile(bool consumes) : BlockScenario
{
    private readonly PostponingTarget _postponing = new();

    public override void Set(ModelRun run)
    {
        AddThread(run, "poster", () =>
        {
            Post(1);
            Post(2);
            Block.Complete();
        });
        AddThread(run, "reserver", () => _postponing.ReserveOnce(Block, consumes));
        Create(run, capacity: 2, workers: 1);
        Block.LinkTo(_postponing, new DataflowLinkOptions());
        Link();
    }

    public override void CheckEnd(ModelRun run)
    {
        RequireSequence(run, [1, 2], [.. _postponing.Items.Concat(Target.Items)]);
        RequireEnd(run, TaskStatus.RanToCompletion);
        run.Require(Target.Ends == 1, $"The target was told of the end {Target.Ends} times.");
    }

    private sealed class PostponingTarget : ITargetBlock<int>
    {
        public List<int> Items { get; } = [];

        public Task Completion => Task.CompletedTask;

        public void Complete()
        {
        }

        public void Fault(Exception exception)
        {
        }

        /// <summary>Tries to reserve the first output, whether it has been offered or not.</summary>
        public void ReserveOnce(ISourceBlock<int> source, bool consumes)
        {
            var header = new DataflowMessageHeader(1);
            if (source.ReserveMessage(header, this))
            {
                if (consumes)
                {
                    int item = source.ConsumeMessage(header, this, out bool consumed);
                    if (consumed)
                    {
                        Items.Add(item);
                    }
                }
                else
                {
                    source.ReleaseReservation(header, this);
                }
            }
        }

        DataflowMessageStatus ITargetBlock<int>.OfferMessage(
            DataflowMessageHeader messageHeader, int messageValue, ISourceBlock<int>? source, bool consumeToAccept) =>
            DataflowMessageStatus.Postponed;
    }
}
