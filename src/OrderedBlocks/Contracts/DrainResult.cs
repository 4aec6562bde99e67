using System.Globalization;

namespace OrderedBlocks;

/// <summary>How far a block has come when it was drained.</summary>
/// <remarks>Counts of items, at the moment at which the drain returned.</remarks>
public readonly record struct DrainResult
{
    /// <summary>
    /// Whether the block ended before the deadline, in whatever way: <c>Completion</c> says how. Otherwise it was canceled at the
    /// deadline, and ends when the delegates that run then have ended.
    /// </summary>
    public bool CompletedInTime { get; init; }

    /// <summary>Outputs that have left since the drain began.</summary>
    public long Released { get; init; }

    /// <summary>
    /// Items that the block had when the drain began, or was given before it closed, of which nothing came out and which did not fail
    /// or get canceled by their delegate before the deadline: queued, running, or waiting for their turn when the block was
    /// canceled or faulted. A failed item that waits for a place among the <c>Failures</c> at that moment is among them.
    /// </summary>
    public long Unprocessed { get; init; }

    /// <summary>All counts of the block, since its construction.</summary>
    public OrderedBlockStatistics Statistics { get; init; }

    /// <summary>The counts in one line.</summary>
    /// <returns>A text for logs, the same in every culture.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(CompletedInTime ? "ended in time" : "canceled at the deadline")}: {Released} released, {Unprocessed} left undone");
}
