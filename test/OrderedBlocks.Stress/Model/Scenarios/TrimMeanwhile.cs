using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: a producer of a range and of single items, a thread that works and releases, a thread that trims the ring. Its slots are in pages
/// and its tail is at a page's last slot, or they are in segments and it is in a long one. Allowed: all items come out in order. Forbidden: a
/// position without a slot; slots taken away from under an item.
/// </summary>
internal sealed class TrimMeanwhile(int singles, bool isBounded) : RingScenario
{
    // More slots than fit an array.
    private const int Capacity = 9;
    private const int Before = 5;
    private const int Range = 2;

    public override void Set(ModelRun run)
    {
        CreateRing(isBounded ? Capacity : int.MaxValue);
        for (int item = 0; item < Before; item++)
        {
            Admit(item);
            Work(1);
            Release(1);
        }

        Released.Clear();
        run.AddThread("producer", () =>
        {
            AdmitRange([.. Enumerable.Range(1, Range)]);
            for (int item = Range + 1; item <= Range + singles; item++)
            {
                Admit(item);
            }
        });
        run.AddThread("trimmer", Ring.Trim);
        run.AddThread("releaser", () =>
        {
            for (int item = 0; item < Range + singles; item++)
            {
                Work(1, ReleasedHash);
                Release(1);
            }
        });
    }

    public override void CheckEnd(ModelRun run) => CheckReleased(run, [[.. Enumerable.Range(1, Range + singles)]]);
}
