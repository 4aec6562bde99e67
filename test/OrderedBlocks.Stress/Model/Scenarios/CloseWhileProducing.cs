using ModelChecking;
using OrderedBlocks.Atomics;
using OrderedBlocks.Ring;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: producers of items or of a range each, a thread that closes the ring meanwhile, a worker, a
/// releaser. Allowed: what was admitted comes out, and then the ring is finished. Forbidden: an item admitted after the closing, or
/// one that is lost by it.
/// </summary>
internal sealed class CloseWhileProducing(int producers, int items, bool inRanges = false)
    : RingScenario
{
    private readonly List<int>[] _admitted = [.. Enumerable.Range(0, producers).Select(static _ => new List<int>())];
    private AtomicFlag _isClosed;

    public override IEnumerable<(string Name, object Root)> Roots => [.. base.Roots, ("isClosed", _isClosed)];

    public override void Set(ModelRun run)
    {
        CreateRing(producers * items);
        for (int producer = 0; producer < producers; producer++)
        {
            int first = (100 * producer) + 1;
            List<int> admitted = _admitted[producer];
            run.AddThread($"producer{producer + 1}", () =>
            {
                if (inRanges)
                {
                    AdmitAtOnce(run, [.. Enumerable.Range(first, items)], admitted);
                    return;
                }

                for (int item = first; item < first + items; item++)
                {
                    bool wasClosed = _isClosed.IsUp;
                    if (Admit(item))
                    {
                        run.Require(!wasClosed, $"Item {item} was admitted after the closing.");
                        admitted.Add(item);
                    }
                }
            });
        }

        run.AddThread("closer", () =>
        {
            Ring.Close();
            _isClosed.Set(true);
        });
        run.AddThread("worker", WorkToTheEnd);
    }

    public override void CheckEnd(ModelRun run)
    {
        while (Ring.TryPeek(out int output))
        {
            Ring.Pop();
            Released.Add(output);
        }

        CheckReleased(run, [.. _admitted.Select(static admitted => admitted.ToArray())]);
        run.Require(Ring.IsFinished, "The closed ring is not finished.");
    }

    // There is room for all of them: only the closing may keep them out.
    private void AdmitAtOnce(ModelRun run, int[] range, List<int> admitted)
    {
        bool wasClosed = _isClosed.IsUp;
        int count = Ring.TryAdmitRange(range);
        run.Require(count == 0 || (!wasClosed && count == range.Length), $"{count} of {range.Length} were admitted.");
        admitted.AddRange(range[..count]);
    }

    private void WorkToTheEnd()
    {
        var backoff = default(Backoff);
        while (true)
        {
            if (Ring.TryClaim(out Position position))
            {
                Finish(position);
                backoff = default;
            }
            else if (Ring.IsClosed && Ring.LookForWork() == WorkStatus.None)
            {
                return;
            }
            else
            {
                backoff.Snooze();
            }
        }
    }
}
