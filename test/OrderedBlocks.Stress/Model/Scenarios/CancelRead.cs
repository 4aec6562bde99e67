using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: a reader that waits with a token, posts an item when that has fired, and reads it by the same operation; a thread that fires the
/// token; the worker. Allowed: one read is canceled, the other one gets the item. Forbidden: a reader that is still in the queue when it
/// comes again.
/// </summary>
internal sealed class CancelRead : ChannelScenario
{
    private Outcome _first;
    private int? _second;

    public override void Set(ModelRun run)
    {
        AddThread(run, "reader", () =>
        {
            Read(out _first, Token.Token);
            Post(1);
            _second = Read(out _);
        });
        AddThread(run, "canceller", Cancel);
        Create(run, capacity: 1, workers: 1);
        _ = Block.AsChannel();
    }

    public override void CheckEnd(ModelRun run)
    {
        RequireBalance(run);
        run.Require(_first == Outcome.Canceled, $"The first read is {_first}.");
        run.Require(_second == 10, $"The second read has got {_second}.");
    }
}
