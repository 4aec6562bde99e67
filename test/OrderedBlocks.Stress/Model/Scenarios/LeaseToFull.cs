using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: a sole producer, which has a lease after its first item, fills the block, and sends one message more, which waits; when
/// it is in, the producer posts again as long as there is room; a worker, a target. Allowed: what was accepted comes out in
/// order. Forbidden: a sender that waits beside room, an item that overtakes it.
/// </summary>
internal sealed class LeaseToFull(int capacity, int after) : BlockScenario
{
    private readonly List<int> _accepted = [];
    private Sender? _sender;

    public override void Set(ModelRun run)
    {
        var sender = new Sender(capacity + 1);
        _sender = sender;
        AddThread(run, "poster", () =>
        {
            for (int item = 1; item <= capacity; item++)
            {
                Post(run, item);
            }

            sender.Send(Block);
            run.WaitUntil(() => sender.IsAccepted is not null);
            _accepted.Add(sender.Item);
            for (int item = capacity + 2; item <= capacity + 1 + after; item++)
            {
                run.WaitUntil(() => Target.Items.Count > item - 1 - capacity);
                Post(run, item);
            }
        });
        Create(run, capacity, workers: 1, leases: true);
        Link();
    }

    public override void CheckEnd(ModelRun run)
    {
        RequireBalance(run);
        run.Require(_sender!.IsAccepted == true, "The sender waits for ever, or was turned away.");
        RequireSequence(run, _accepted, Target.Items);
    }

    private void Post(ModelRun run, int item)
    {
        // Turned away only while the gate is still up.
        if (Post(item))
        {
            _accepted.Add(item);
        }
        else
        {
            run.Require(item > capacity, "An item was turned away by a block with room.");
        }
    }
}
