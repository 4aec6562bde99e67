using ModelChecking;
using OrderedBlocks.Ring;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: senders, one message each, to a block that holds fewer, its worker, and a linked target or a receiver, which takes as
/// much as must leave so that everybody has a place; perhaps a thread that completes the block meanwhile. Allowed: what was accepted comes out, and every sender is told yes or, after the
/// completion, no. Forbidden: a sender that waits beside room, or beside a closed door.
/// </summary>
internal sealed class SendToFull(int senders, int capacity, bool receives, bool completes) : BlockScenario
{
    private readonly List<Sender> _senders = [];
    private readonly List<int> _received = [];

    public override void Set(ModelRun run)
    {
        for (int i = 1; i <= senders; i++)
        {
            var sender = new Sender(i);
            _senders.Add(sender);
        }

        // Two threads send: the first message of one, all others the other.
        AddThread(run, "sender1", () => _senders[0].Send(Block));
        AddThread(run, "sender2", () => _senders.Skip(1).ToList().ForEach(sender => sender.Send(Block)));
        if (receives)
        {
            AddThread(run, "receiver", Receive);
        }

        if (completes)
        {
            AddThread(run, "closer", () => Block.Complete());
        }

        Create(run, capacity, workers: 1, extraThreads: receives ? 1 : 0);
        if (!receives)
        {
            Link();
        }
    }

    public override void CheckEnd(ModelRun run)
    {
        RequireBalance(run);
        foreach (Sender sender in _senders)
        {
            run.Require(sender.IsAccepted is not null, $"The sender of {sender.Item} waits for ever.");
            run.Require(completes || sender.IsAccepted == true, $"The sender of {sender.Item} was turned away.");
        }

        while (receives && Block.Core.Ring.TryPeek(out int output))
        {
            Block.Core.Ring.Pop();
            _received.Add(output);
        }

        List<int> outputs = receives ? _received : Target.Items;
        IEnumerable<int> accepted = _senders.Where(static sender => sender.IsAccepted == true).Select(static sender => sender.Item);
        RequireSequence(run, accepted, [.. outputs.Order()]);
        int[] ofSecond = [.. outputs.Where(static output => output != 10)];
        RequireSequence(run, ofSecond.Select(static output => output / 10).Order(), ofSecond);
        if (completes)
        {
            RequireEnd(run, TaskStatus.RanToCompletion);
        }
    }

    private void Receive()
    {
        while (_received.Count < senders - capacity)
        {
            ModelRun.Current.WaitUntil(() => Block.Core.Ring.LookAtHead() == Ring.HeadStatus.Completed);
            if (Block.TryReceive(filter: null, out int output))
            {
                _received.Add(output);
            }
        }
    }
}
