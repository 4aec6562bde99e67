using ModelChecking;
using OrderedBlocks.Ring;
using OrderedBlocks.Ring.Stealing;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: the owner of two batches, who starts one position after the other; takers, who have the rest moved to the stolen items and take
/// from there, or leave it to the owner, who looks there when a batch is at its end. Allowed: each position is started by one of them.
/// Forbidden: a position that two start, or nobody.
/// </summary>
internal sealed class TakeRest(int takers, int attempts, bool leaves = false) : Scenario
{
    private static readonly int[] s_ends = [3, 5];

    private readonly Batch _batch = new();
    private readonly StolenItems _leftovers = new();
    private readonly List<Position>[] _started = [.. Enumerable.Range(0, takers + 1).Select(static _ => new List<Position>())];

    public override IEnumerable<(string Name, object Root)> Roots => [("batch", _batch), ("stolen items", _leftovers)];

    public override void Set(ModelRun run)
    {
        // The first batch is there; that gives its words their cells, too.
        _batch.Begin(Position.FromNumber(0), Position.FromNumber(s_ends[0]));
        _ = (_batch.Count, _leftovers.Count);
        run.AddThread("owner", Own);
        for (int taker = 1; taker <= takers; taker++)
        {
            List<Position> started = _started[taker];
            run.AddThread($"taker{taker}", () =>
            {
                for (int i = 0; i < attempts; i++)
                {
                    Take(started);
                }
            });
        }
    }

    public override void CheckEnd(ModelRun run)
    {
        Position[] all = [.. _started.SelectMany(static started => started).OrderBy(static position => position.Word)];
        run.Require(
            all.SequenceEqual(Enumerable.Range(0, s_ends[^1]).Select(static number => Position.FromNumber(number))),
            $"Started {string.Join(' ', all)}.");
        run.Require(_batch.Count + _leftovers.Count == 0, "Something is left.");
    }

    private void Own()
    {
        int first = 0;
        foreach (int end in s_ends)
        {
            if (first > 0)
            {
                _batch.Begin(Position.FromNumber(first), Position.FromNumber(end));
            }

            while (_batch.TryStartNext(out Position position))
            {
                _started[0].Add(position);
            }

            if (leaves)
            {
                StartLeftovers(_started[0]);
            }

            first = end;
        }
    }

    private void Take(List<Position> started)
    {
        _batch.TryMoveRestTo(_leftovers);
        if (!leaves)
        {
            StartLeftovers(started);
        }
    }

    private void StartLeftovers(List<Position> started)
    {
        while (_leftovers.TryTake(out Position position))
        {
            started.Add(position);
        }
    }
}
