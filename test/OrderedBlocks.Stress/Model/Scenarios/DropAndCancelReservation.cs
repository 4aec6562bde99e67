using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: a sender whose message is gone when it is fetched, another sender, a worker whose delegate cancels an item, a target;
/// capacity 1; the block is completed after the last sending. Allowed: the remaining items come out, every sender hears, the block
/// ends. Forbidden: a hole that is never passed, a sender that waits beside room.
/// </summary>
internal sealed class DropAndCancelReservation : BlockScenario
{
    private readonly Sender _gone = new(50, isGone: true);
    private readonly Sender[] _senders = [new Sender(2), new Sender(3)];

    public override void Set(ModelRun run)
    {
        AddThread(run, "gone", () => _gone.Send(Block));
        AddThread(run, "senders", () =>
        {
            foreach (Sender sender in _senders)
            {
                sender.Send(Block);
            }
        });
        Create(run, capacity: 1, workers: 1, static item => item == 2 ? throw new OperationCanceledException() : item * 10);
        Link();
    }

    public override void CheckEnd(ModelRun run)
    {
        run.Require(_gone.IsAccepted == false, "The sender whose message is gone was not told so.");
        run.Require(Array.TrueForAll(_senders, static sender => sender.IsAccepted == true), "A sender waits for ever.");
        RequireSequence(run, [3], Target.Items);
        run.Require(Block.Statistics.CanceledItems == 1, $"{Block.Statistics.CanceledItems} items were canceled.");
        RequireBalance(run);
    }
}
