using ModelChecking;
using OrderedBlocks.Atomics;
using OrderedBlocks.Ring;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: a producer; it, or another thread, reserves a position, finds no message for it, and then fetches one; a worker that skips
/// the producer's second item; a releaser. Allowed: the other items come out in order, places that were given back are used
/// at once. Forbidden: room that is not there; a hole that is never passed.
/// </summary>
internal sealed class PlacesGivenBack(int capacity, bool isFetcherApart) : RingScenario
{
    // With a thread more, an item less.
    private readonly int _items = isFetcherApart ? 2 : 3;

    public override void Set(ModelRun run)
    {
        CreateRing(capacity);
        run.AddThread("producer", () =>
        {
            if (!isFetcherApart)
            {
                Fetch();
            }

            for (int item = 1; item <= _items; item++)
            {
                Admit(item);
            }
        });
        if (isFetcherApart)
        {
            run.AddThread("fetcher", Fetch);
        }

        run.AddThread("worker", () => Work(_items + 2));
        run.AddThread("releaser", () => Release(_items));
    }

    public override void CheckEnd(ModelRun run)
    {
        // The releaser has passed over what lay before its last output only.
        run.Require(!Ring.TryPeek(out _), "More came out than was sent.");
        CheckReleased(run, isFetcherApart ? [1] : [1, 3], [100]);
        run.Require(Ring.CanceledReservationCount == 0, $"{Ring.CanceledReservationCount} void positions are left.");
    }

    protected override void Finish(Position position)
    {
        if (!Ring.TryTakeInput(position, out int item))
        {
            Ring.SkipCanceledReservation(position);
            return;
        }

        if (item == 2)
        {
            Ring.Skip(position);
        }
        else
        {
            Ring.Complete(position, item * 10);
        }
    }

    private void Fetch()
    {
        Ring.CancelReservation(Reserve());
        Ring.Publish(Reserve(), 100);
    }

    private Position Reserve()
    {
        var backoff = default(Backoff);
        Position position;
        while (Ring.TryReserve(pastGate: false, out position) != AdmissionStatus.Admitted)
        {
            backoff.Snooze();
        }

        return position;
    }
}
