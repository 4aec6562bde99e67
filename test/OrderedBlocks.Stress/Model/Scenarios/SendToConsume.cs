using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: a sender to a full block; a first call of <c>consume</c> that is pending until another thread ends it, or not; a last call
/// that waits, if it is told to, until the sender has been let in. Allowed: everything is consumed in order. Forbidden: a sender
/// that waits beside the room that the first call has made.
/// </summary>
internal sealed class SendToConsume(int capacity, bool pends, bool waits, bool completes) : ActionScenario
{
    private Sender? _sender;
    private ScriptedConsumer? _consumer;

    public override void Set(ModelRun run)
    {
        var sender = new Sender(capacity + 1);
        var consumer = new ScriptedConsumer(pendsAt: pends ? 10 : 0)
        {
            OnConsume = output =>
            {
                if (waits && output == capacity * 10)
                {
                    run.WaitUntil(() => sender.IsAccepted is not null);
                }
            },
        };
        _sender = sender;
        _consumer = consumer;
        AddThread(run, "sender", () => sender.Send(Block));
        if (pends)
        {
            AddThread(run, "ender", consumer.End);
        }

        if (completes)
        {
            AddThread(run, "closer", () => Block.Complete());
        }

        Create(run, capacity, workers: 1, consumer, extraThreads: waits ? 1 : 0);
        for (int item = 1; item <= capacity; item++)
        {
            Post(item);
        }
    }

    public override void CheckEnd(ModelRun run)
    {
        run.Require(_sender!.IsAccepted is not null, "The sender waits for ever.");
        run.Require(completes || _sender.IsAccepted == true, "The sender was turned away.");
        int accepted = capacity + (_sender.IsAccepted == true ? 1 : 0);
        RequireSequence(run, Enumerable.Range(1, accepted).Select(static item => item * 10), _consumer!.Items);
        RequireBalance(run);
        if (completes)
        {
            RequireEnd(run, TaskStatus.RanToCompletion);
        }
    }
}
