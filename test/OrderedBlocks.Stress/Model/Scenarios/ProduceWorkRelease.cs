using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: producers that admit items and wait while the ring is full, workers, a releaser (which does their
/// work if there are none). Allowed: every producer's items come out in its order. Forbidden: anything else; more items inside than
/// the capacity; a data race on a slot.
/// </summary>
internal sealed class ProduceWorkRelease(int producers, int workers, int capacity, int items)
    : RingScenario
{
    public override void Set(ModelRun run)
    {
        CreateRing(capacity);
        for (int producer = 0; producer < producers; producer++)
        {
            int[] sent = Sent(producer);
            run.AddThread($"producer{producer + 1}", () =>
            {
                foreach (int item in sent)
                {
                    Admit(item);
                }
            });
        }

        int left = items;
        for (int worker = 0; worker < workers; worker++)
        {
            int share = left / (workers - worker);
            left -= share;
            run.AddThread($"worker{worker + 1}", () => Work(share));
        }

        run.AddThread("releaser", () =>
        {
            if (workers == 0)
            {
                for (int item = 0; item < items; item++)
                {
                    Work(1, ReleasedHash);
                    Release(1);
                }
            }
            else
            {
                Release(items);
            }
        });
    }

    public override void CheckEnd(ModelRun run)
    {
        CheckReleased(run, [.. Enumerable.Range(0, producers).Select(Sent)]);
        run.Require(Ring.Segments is null or { InstalledLengths.Count: <= 1 }, "Segments are left that nobody needs.");
    }

    private int[] Sent(int producer) =>
        [.. Enumerable.Range(1, items).Where(item => item % producers == producer)];
}
