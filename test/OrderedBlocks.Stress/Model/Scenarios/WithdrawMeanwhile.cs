using ModelChecking;
using OrderedBlocks.Ring;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: a block that is full, a writer that waits for room with a token, a thread that fires the token, one that receives the item and
/// completes the block, and the worker. Allowed: the wait ends in any way, the item comes out, the block ends. Forbidden: an end that
/// never comes, since the last sender that waited has left behind the look of everybody else.
/// </summary>
internal sealed class WithdrawMeanwhile : ChannelScenario
{
    private readonly List<int> _received = [];
    private ValueTask<bool> _wait;

    public override void Set(ModelRun run)
    {
        AddThread(run, "receiver", Receive);
        AddThread(run, "canceller", Cancel);
        Create(run, capacity: 1, workers: 1, extraThreads: 1);
        Post(1);
#pragma warning disable CA2012 // nobody awaits it: whether it has ended is all that counts
        _wait = Writer.WaitToWriteAsync(Token.Token);
#pragma warning restore CA2012
    }

    public override void CheckEnd(ModelRun run)
    {
        RequireBalance(run);
        RequireNobodyWaits(run);
        run.Require(_wait.IsCompleted, "The writer waits for ever.");
        RequireSequence(run, [1], _received);
        RequireEnd(run, TaskStatus.RanToCompletion);
    }

    private void Receive()
    {
        ModelRun.Current.WaitUntil(() => Block.Core.Ring.LookAtHead() == Ring.HeadStatus.Completed);
        if (Block.TryReceive(filter: null, out int output))
        {
            _received.Add(output);
        }

        Block.Complete();
    }
}
