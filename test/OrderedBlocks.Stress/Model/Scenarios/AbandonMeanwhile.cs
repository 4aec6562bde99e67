using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: a poster, workers, a target; a thread that faults or cancels the block meanwhile, or a delegate that fails. Allowed:
/// the beginning of what was accepted comes out, then the end; every item accepted comes out or is counted as dropped. Forbidden:
/// a gap, or an end that never comes.
/// </summary>
internal sealed class AbandonMeanwhile(Abandonment how, int items, int workers, bool links, bool sends)
    : BlockScenario
{
    private readonly List<int> _accepted = [];
    private readonly Sender _sender = new(99);

    public override void Set(ModelRun run)
    {
        AddThread(run, "poster", () =>
        {
            for (int item = 1; item <= items; item++)
            {
                if (Post(item))
                {
                    _accepted.Add(item);
                }
            }

            if (sends)
            {
                _sender.Send(Block);
            }
        });
        var cancellation = new CancellationTokenSource();
        if (how != Abandonment.Failure)
        {
            AddThread(run, "ender", () =>
            {
                if (how == Abandonment.Fault)
                {
                    Block.Fault(new InvalidOperationException());
                }
                else
                {
                    cancellation.Cancel();
                }
            });
        }

        Create(run, items, workers, Transform, token: cancellation.Token);
        if (links)
        {
            Link();
        }
    }

    public override void CheckEnd(ModelRun run)
    {
        RequirePrefix(run, _accepted, [.. Target.Items.Where(static output => output != 990)]);
        RequireEnd(run, how == Abandonment.Cancel ? TaskStatus.Canceled : TaskStatus.Faulted);
        run.Require(!sends || _sender.IsAccepted is not null, "A sender waits for ever.");
        int accepted = _accepted.Count + (_sender.IsAccepted == true ? 1 : 0);
        OrderedBlockStatistics statistics = Block.Statistics;
        run.Require(
            statistics.Dropped + statistics.Failed == accepted - Target.Items.Count,
            $"{accepted} accepted, {Target.Items.Count} came out, {statistics.Dropped} dropped, {statistics.Failed} failed.");
        RequireBalance(run);
        run.Require(!links || Target.Ends == 1, $"The target was told of the end {Target.Ends} times.");
    }

    private int Transform(int item) =>
        how == Abandonment.Failure && item == items - 1 ? throw new InvalidOperationException() : item * 10;
}
