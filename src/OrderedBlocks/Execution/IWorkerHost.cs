using OrderedBlocks.Core;

namespace OrderedBlocks.Execution;

/// <summary>What the workers tell the block they work for. Any worker, any time, on its own thread and under no lock.</summary>
internal interface IWorkerHost
{
    /// <summary>The head is done, or the block is abandoned: hand on, or throw away, what can be.</summary>
    /// <param name="cheap">Whether the work is so cheap that senders are better woken many at a time.</param>
    void Release(bool cheap);

    /// <summary>An item was dropped and has given its place back.</summary>
    /// <param name="cheap">As above.</param>
    void OnDropped(bool cheap);

    /// <summary>A worker has nothing to do: whoever waits for room is to have what there is.</summary>
    void OnIdle();

    /// <summary>The delegate failed. The position is not skipped yet.</summary>
    void OnFailed(Position position, IReadOnlyList<Exception> errors);

    /// <summary>The scheduler refused a worker.</summary>
    void OnSchedulerFailed(Exception error);
}
