using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: a producer of ranges, one of a single item, a thread that works and releases. Allowed: each producer's items come out in
/// its order, and the single one anywhere. Forbidden: anything else; more items inside than the capacity; a data race on a slot.
/// </summary>
internal sealed class RangeAmongOthers(int capacity, int items) : RingScenario
{
    public override void Set(ModelRun run)
    {
        CreateRing(capacity);
        run.AddThread("ranges", () => AdmitRange([.. Enumerable.Range(1, items)]));
        run.AddThread("single", () => Admit(101));
        run.AddThread("worker", () =>
        {
            for (int item = 0; item <= items; item++)
            {
                Work(1, ReleasedHash);
                Release(1);
            }
        });
    }

    public override void CheckEnd(ModelRun run)
    {
        CheckReleased(run, [.. Enumerable.Range(1, items)], [101]);
        run.Require(Ring.Segments is null or { InstalledLengths.Count: <= 1 }, "Segments are left that nobody needs.");
    }
}
