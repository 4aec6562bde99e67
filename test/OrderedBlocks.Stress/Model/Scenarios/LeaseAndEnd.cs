using ModelChecking;
using OrderedBlocks.Core;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: a producer that has a lease from its first item on; somebody who ends the lease, after which it can be earned again.
/// Allowed: each position is given out once. Forbidden: one that is lost or given out twice, or an item that gets past the gate.
/// </summary>
internal sealed class LeaseAndEnd(EndOfLease how, int items, int others = 2) : RingScenario
{
    private readonly List<int>[] _admitted = [[], []];
    private Flag _isGated;

    public override IEnumerable<(string Name, object Root)> Roots => [.. base.Roots, ("isGated", _isGated)];

    public override void Set(ModelRun run)
    {
        _ = _isGated.IsUp;
        CreateRing(items + others, inARowForLease: 1);
        run.AddThread("holder", () => Produce(run, 1, items));
        if (how == EndOfLease.Gate)
        {
            run.AddThread("gate", () => PassGate(run));
        }
        else
        {
            run.AddThread("other", () => Produce(run, 101, others));
        }
    }

    public override void CheckEnd(ModelRun run)
    {
        int all = _admitted.Sum(static admitted => admitted.Count);
        run.Require(
            Ring.AdmittedCount == all && Ring.UnclaimedCount == all,
            $"{all} were admitted; the ring says {Ring.AdmittedCount}, of which {Ring.UnclaimedCount} are to be claimed.");
        while (Ring.TryClaim(out Position position))
        {
            Finish(position);
        }

        while (Ring.TryPeek(out int output))
        {
            Ring.Pop();
            Released.Add(output);
        }

        CheckReleased(run, [.. _admitted.Select(static admitted => admitted.ToArray())]);
        Ring.Close();
        run.Require(Ring.IsFinished, "The closed ring is not finished.");
    }

    private void Produce(ModelRun run, int first, int count)
    {
        for (int item = first; item < first + count; item++)
        {
            if (how == EndOfLease.Holder && item == 2)
            {
                Ring.TryRaiseGate();
                Ring.LowerGate();
            }

            AdmitAtGate(run, item);
            _admitted[first / 100].Add(item);
        }
    }

    // The ring has room: only the gate can keep anybody out.
    private void AdmitAtGate(ModelRun run, int item)
    {
        var backoff = default(Backoff);
        while (true)
        {
            bool wasGated = _isGated.IsUp;
            AdmissionStatus status = Ring.TryAdmit(item);
            bool isGated = _isGated.IsUp;
            if (status == AdmissionStatus.Admitted)
            {
                run.Require(!wasGated || !isGated, $"Item {item} went past the gate.");
                ModelRun.Forget(item);
                return;
            }

            backoff.Snooze();
        }
    }

    private void PassGate(ModelRun run)
    {
        run.Require(Ring.TryRaiseGate(), "The ring is closed.");
        _isGated.TryRaise();
        for (int item = 101; item < 101 + others; item++)
        {
            run.Require(Ring.TryReserve(pastGate: true, out Position position) == AdmissionStatus.Admitted, "No room.");
            Ring.Publish(position, item);
            _admitted[1].Add(item);
        }

        _isGated.LowerAndFence();
        Ring.LowerGate();
    }
}
