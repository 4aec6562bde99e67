using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: a poster of two items, which then completes the block; a reader that reads with a token, and reads again without it; perhaps a second
/// reader; the worker; a thread that fires the token. Allowed: what was accepted is read, by each reader in order, and both
/// hear of the end. Forbidden: an output that is lost with a read that is canceled; a reader that waits beside an output, or after the end.
/// </summary>
internal sealed class ReadMeanwhile(bool cancels, bool hasSecond, bool waits) : ChannelScenario
{
    private readonly List<int> _first = [];
    private readonly List<int> _second = [];
    private readonly Outcome[] _ends = new Outcome[2];

    public override void Set(ModelRun run)
    {
        AddThread(run, "poster", () =>
        {
            Post(1);
            Post(2);
            Block.Complete();
        });
        AddThread(run, "reader1", () =>
        {
            if (cancels && Read(out _, Token.Token) is { } item)
            {
                _first.Add(item);
            }

            _ends[0] = waits ? WaitAndReadAll(_first) : ReadAll(_first);
        });
        if (hasSecond)
        {
            AddThread(run, "reader2", () => _ends[1] = ReadAll(_second));
        }

        if (cancels)
        {
            AddThread(run, "canceller", Cancel);
        }

        Create(run, capacity: 2, workers: 1);
        _ = Block.AsChannel();
    }

    public override void CheckEnd(ModelRun run)
    {
        RequireBalance(run);
        RequireSequence(run, [1, 2], [.. _first.Concat(_second).Order()]);
        RequireSequence(run, _first.Order().Select(static output => output / 10), _first);
        RequireSequence(run, _second.Order().Select(static output => output / 10), _second);
        run.Require(_ends[0] == Outcome.Closed, $"The reader is {_ends[0]}.");
        run.Require(!hasSecond || _ends[1] == Outcome.Closed, $"The second reader is {_ends[1]}.");
        RequireEnd(run, TaskStatus.RanToCompletion);
    }

    private Outcome ReadAll(List<int> items)
    {
        Outcome outcome;
        while (Read(out outcome) is { } item)
        {
            items.Add(item);
        }

        return outcome;
    }

    private Outcome WaitAndReadAll(List<int> items)
    {
        Outcome outcome;
        while ((outcome = WaitFor(Reader.WaitToReadAsync())) == Outcome.Done)
        {
            if (Reader.TryRead(out int item))
            {
                items.Add(item);
            }
        }

        return outcome;
    }
}
