using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: a poster of one item, then of a message that the block has to fetch; a worker; a target. Allowed: both come out.
/// Forbidden: a worker that leaves while the message is fetched, and nobody who wakes it.
/// </summary>
internal sealed class FetchWhileLeaving : BlockScenario
{
    private readonly Sender _sender = new(2, isGone: false, mustBeFetched: true);

    public override void Set(ModelRun run)
    {
        AddThread(run, "poster", () =>
        {
            Post(1);
            _sender.Send(Block);
        });
        Create(run, capacity: 2, workers: 1);
        Link();
    }

    public override void CheckEnd(ModelRun run)
    {
        run.Require(_sender.IsAccepted == true, "The message was not fetched.");
        RequireSequence(run, [1, 2], Target.Items);
    }
}
