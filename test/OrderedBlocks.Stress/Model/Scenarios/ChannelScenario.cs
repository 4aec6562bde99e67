using System.Threading.Channels;
using System.Threading.Tasks.Dataflow;
using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>A block that is used as a channel. Threads wait for their value tasks where they are.</summary>
internal abstract class ChannelScenario : BlockScenario
{
    private readonly Cell _fired = ModelRun.CreateCell(0);

    protected CancellationTokenSource Token { get; } = new();

    protected ChannelWriter<int> Writer => Block.AsChannel().Writer;

    protected ChannelReader<int> Reader => Block.AsChannel().Reader;

    /// <summary>Fires the token. What its callbacks throw comes out of here.</summary>
    protected void Cancel()
    {
        ModelRun.Current.Exchange(_fired, ModelRun.Version);
        Token.Cancel(throwOnFirstException: true);
    }

    /// <summary>Writes an item, and waits until it is written or not.</summary>
    /// <param name="item">The item.</param>
    /// <param name="then">What is done when the write has begun.</param>
    /// <param name="token">For the wait.</param>
    protected Outcome Write(int item, Action? then = null, CancellationToken token = default)
    {
        ValueTask write = Writer.WriteAsync(item, token);
        then?.Invoke();
        ModelRun.Current.WaitUntil(() => write.IsCompleted);
        return OutcomeOf(() =>
        {
            write.GetAwaiter().GetResult();
            return true;
        });
    }

    /// <summary>Reads an item.</summary>
    /// <returns>The item; null if none was read, because of the outcome.</returns>
    protected int? Read(out Outcome outcome, CancellationToken token = default)
    {
        int? item = null;
        ValueTask<int> read = Reader.ReadAsync(token);
        ModelRun.Current.WaitUntil(() => read.IsCompleted);
        outcome = OutcomeOf(() =>
        {
            item = read.GetAwaiter().GetResult();
            return true;
        });
        return item;
    }

    /// <summary>Waits, and says with what it has ended.</summary>
    protected static Outcome WaitFor(ValueTask<bool> wait)
    {
        ModelRun.Current.WaitUntil(() => wait.IsCompleted);
        return OutcomeOf(wait.GetAwaiter().GetResult);
    }

    /// <summary>Nobody waits at the door of the block, and it is not shut.</summary>
    protected void RequireNobodyWaits(ModelRun run)
    {
        run.Require(Block.Core.Input.PostponedCount == 0, "A writer is still in the queue.");
        run.Require(!Block.Core.Ring.IsGated, "The gate is up, and nobody waits.");
    }

    private static Outcome OutcomeOf(Func<bool> getResult)
    {
        try
        {
            return getResult() ? Outcome.Done : Outcome.Closed;
        }
        catch (OperationCanceledException)
        {
            return Outcome.Canceled;
        }
        catch (ChannelClosedException)
        {
            return Outcome.Closed;
        }
    }
}
