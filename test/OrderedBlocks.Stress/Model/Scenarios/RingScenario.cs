using ModelChecking;
using OrderedBlocks.Atomics;
using OrderedBlocks.Ring;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// A ring, and what holds for it at every step. The items are numbers; the output of an item is its tenfold, and the positions
/// that were given out are noted, so that an end can be compared with them.
/// </summary>
internal abstract class RingScenario : Scenario
{
    private OrderedRing<int, int>? _ring;

    /// <summary>What came out, in order. Written by whoever holds the output.</summary>
    protected List<int> Released { get; } = [];

    protected OrderedRing<int, int> Ring => _ring!;

    /// <summary>Stands for <see cref="Released"/>.</summary>
    protected int ReleasedHash => Released.Aggregate(0, HashOf);

    public override IEnumerable<(string Name, object Root)> Roots => [("", Ring)];

    public override void CheckStep(ModelRun run)
    {
        if (_ring is not null && _ring.FindViolation() is { } violation)
        {
            run.Fail(violation);
        }
    }

    /// <summary>Creates the ring.</summary>
    /// <param name="capacity">Its capacity.</param>
    /// <param name="hasCompanions">Whether something may travel with the items.</param>
    protected void CreateRing(long capacity, bool hasCompanions = false)
    {
        _ring = new OrderedRing<int, int>(capacity, Position.FromNumber(0), hasCompanions);
        RingSlots.Touch(_ring);
    }

    /// <summary>Admits items one after the other; waits while the ring is full.</summary>
    protected bool Admit(int item)
    {
        var backoff = default(Backoff);
        AdmissionStatus status;
        while ((status = Ring.HasAttachments ? Ring.TryAdmit(item, AttachmentOf(item)) : Ring.TryAdmit(item)) == AdmissionStatus.Full)
        {
            backoff.Snooze();
        }

        // With the items of a closed ring that were turned away, for the check at the end knows of them.
        ModelRun.Forget(status == AdmissionStatus.Admitted ? item : -item);
        return status == AdmissionStatus.Admitted;
    }

    /// <summary>Admits items, as many at once as there is room for; waits while the ring is full.</summary>
    protected void AdmitRange(params int[] items)
    {
        var backoff = default(Backoff);
        for (int admitted = 0; admitted < items.Length;)
        {
            int count = Ring.TryAdmitRange(items.AsSpan(admitted), AttachmentOf(items[^1]));
            if (count > 0)
            {
                admitted += count;
                backoff = default;
                ModelRun.Forget(admitted);
            }
            else
            {
                backoff.Snooze();
            }
        }
    }

    /// <summary>Claims and completes so many items; waits while there is none.</summary>
    /// <param name="items">How many.</param>
    /// <param name="localState">What else the calling thread's future depends on: see <see cref="ModelRun.Forget"/>.</param>
    protected void Work(int items, int localState = 0)
    {
        var backoff = default(Backoff);
        for (int done = 0; done < items;)
        {
            if (Ring.TryClaim(out Position position))
            {
                Finish(position);
                backoff = default;
                ModelRun.Forget(HashOf(localState, ++done));
            }
            else
            {
                backoff.Snooze();
            }
        }
    }

    /// <summary>What travels with an item; the last one's with all of a range.</summary>
    protected virtual object? AttachmentOf(int item) => null;

    /// <summary>The releaser sees an output, and is going to remove it.</summary>
    protected virtual void OnPeeked(int output)
    {
    }

    /// <summary>Completes, or skips, a claimed position.</summary>
    protected virtual void Finish(Position position)
    {
        if (!Ring.TryTakeInput(position, out int item))
        {
            Ring.SkipCanceledReservation(position);
        }
        else
        {
            Ring.Complete(position, item * 10);
        }
    }

    /// <summary>Releases so many outputs; waits while there is none. By one thread at a time.</summary>
    protected void Release(int outputs)
    {
        var backoff = default(Backoff);
        for (int done = 0; done < outputs;)
        {
            if (Ring.TryPeek(out int output))
            {
                OnPeeked(output);
                Ring.Pop();
                Released.Add(output);
                done++;
                backoff = default;
                ModelRun.Forget(ReleasedHash);
            }
            else
            {
                backoff.Snooze();
            }
        }
    }

    /// <summary>Each producer's items must have come out in the order in which it sent them, all of them, and nothing else.</summary>
    protected void CheckReleased(ModelRun run, params int[][] sent)
    {
        foreach (int[] items in sent)
        {
            IEnumerable<int> outputs = Released.Where(output => items.Contains(output / 10));
            run.Require(
                outputs.SequenceEqual(items.Select(static item => item * 10)),
                $"Sent {string.Join(' ', items)}, came out {string.Join(' ', Released)}.");
        }

        run.Require(
            Released.Count == sent.Sum(static items => items.Length),
            $"Came out {string.Join(' ', Released)}: more than was sent, or less.");
        run.Require(Ring.UnclaimedCount + Ring.InFlightCount == 0, "The ring is not empty.");
    }

    private static int HashOf(int before, int next) => unchecked((before * 1_000_003) + next);
}
