using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: a writer that fills the block, writes an item with a token, and writes another one by the same operation, if that can be used
/// again; a thread that fires the token; the worker and a linked target; perhaps a sender whose message stands between the two writes, or
/// a thread that completes the block; the target may be linked only when all writes have begun. Allowed: each write has one outcome, what was written comes out once and in the order
/// of the writes, and in the end nobody stands in the queue. Forbidden: an item that is written although its write is canceled, or lost although
/// it is not; a token that ends a write that was made without it; a writer that waits beside room.
/// </summary>
internal sealed class WriteMeanwhile(bool sends, bool completes, bool isShut = false) : ChannelScenario
{
    private readonly Sender _sender = new(3);
    private readonly Outcome[] _outcomes = new Outcome[5];

    public override void Set(ModelRun run)
    {
        AddThread(run, "writer", () =>
        {
            Post(1);
            _outcomes[2] = Write(2, token: Token.Token);
            if (sends)
            {
                _sender.Send(Block);
            }

            _outcomes[4] = Write(4, then: isShut ? Link : null);
        });
        AddThread(run, "canceller", Cancel);
        if (completes)
        {
            AddThread(run, "closer", () => Block.Complete());
        }

        Create(run, capacity: 1, workers: 1, extraThreads: sends ? 1 : 0);
        if (!isShut)
        {
            Link();
        }
    }

    public override void CheckEnd(ModelRun run)
    {
        RequireBalance(run);
        RequireNobodyWaits(run);
        run.Require(completes || _outcomes[2] is Outcome.Done or Outcome.Canceled, $"The write with the token is {_outcomes[2]}.");
        run.Require(
            _outcomes[4] == Outcome.Done || (completes && _outcomes[4] == Outcome.Closed), $"The write without a token is {_outcomes[4]}.");
        run.Require(!sends || _sender.IsAccepted == true, "The sender was not served.");
        IEnumerable<int> written = Target.Items.Contains(10) ? [1] : [];
        written = _outcomes[2] == Outcome.Done ? written.Append(2) : written;
        written = sends ? written.Append(3) : written;
        written = _outcomes[4] == Outcome.Done ? written.Append(4) : written;
        RequireSequence(run, written, Target.Items);
        if (completes)
        {
            RequireEnd(run, TaskStatus.RanToCompletion);
        }
        else
        {
            run.Require(Target.Items.Contains(10), "The first item was lost.");
        }
    }
}
