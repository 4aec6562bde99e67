using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: a writer that fills the block, unless the sender has, and waits until there is room for another item, as often as somebody else takes
/// it; the sender, or a token; the worker and a linked target. Allowed: what was written comes out, and nobody waits in the end. Forbidden: a writer
/// that waits beside room, or is woken for ever.
/// </summary>
internal sealed class WaitToWrite(bool sends, bool cancels) : ChannelScenario
{
    private readonly Sender _sender = new(3);
    private Outcome _outcome;
    private bool _isFilled;

    public override void Set(ModelRun run)
    {
        AddThread(run, "writer", () =>
        {
            _isFilled = Post(1);
            _outcome = Outcome.Done;
            while (_outcome == Outcome.Done && !Writer.TryWrite(2))
            {
                _outcome = WaitFor(Writer.WaitToWriteAsync(cancels ? Token.Token : CancellationToken.None));
            }
        });
        if (sends)
        {
            AddThread(run, "sender", () => _sender.Send(Block));
        }

        if (cancels)
        {
            AddThread(run, "canceller", Cancel);
        }

        Create(run, capacity: 1, workers: 1);
        Link();
    }

    public override void CheckEnd(ModelRun run)
    {
        RequireBalance(run);
        RequireNobodyWaits(run);
        run.Require(_outcome == Outcome.Done || (cancels && _outcome == Outcome.Canceled), $"The writer's wait is {_outcome}.");
        run.Require(!sends || _sender.IsAccepted == true, "The sender was not served.");
        IEnumerable<int> written = _isFilled ? [1] : [];
        written = _outcome == Outcome.Done ? written.Append(2) : written;
        RequireSequence(run, sends ? written.Append(3) : written, [.. Target.Items.Order()]);
    }
}
