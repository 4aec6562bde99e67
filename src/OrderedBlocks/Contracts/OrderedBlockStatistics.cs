using System.Diagnostics;
using System.Globalization;

namespace OrderedBlocks;

/// <summary>Where the items are that a block has accepted: counts of items, taken at one moment.</summary>
/// <remarks>
/// <para>While the block is at rest, <c>Admitted = Released + Failed + Dropped + Queued + Running + Waiting</c>. While items
/// move, each count is that of a slightly different moment, and the sum may be off by those that moved.</para>
/// <para><see cref="Queued"/>, <see cref="Running"/> and <see cref="Waiting"/> say what is in the block now, and are 0 after its
/// end. The other counts only grow, but for <see cref="Admitted"/> (see there). None is ever negative.</para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public readonly record struct OrderedBlockStatistics
{
    /// <summary>
    /// Items accepted since the block was constructed. A message that the block is about to fetch from its source counts from the
    /// beginning of that; if the source has it no longer, the count goes back by one.
    /// </summary>
    public long Admitted { get; init; }

    /// <summary>Outputs that a target or a receiver has taken.</summary>
    public long Released { get; init; }

    /// <summary>
    /// Items whose delegate has failed. Unless failed items are skipped, the first one ends the block; several can be running by
    /// then.
    /// </summary>
    public long Failed { get; init; }

    /// <summary>
    /// Items that are without an output because the delegate threw an <see cref="OperationCanceledException"/> or returned a
    /// canceled task, whatever the reason: also if the token that the delegate gets from the block fired.
    /// </summary>
    public long CanceledItems { get; init; }

    /// <summary>Items that are without an output because the delegate returned null instead of a task.</summary>
    public long NullTasks { get; init; }

    /// <summary>Items that were thrown away, queued or finished, because the block was faulted.</summary>
    public long DroppedByFault { get; init; }

    /// <summary>
    /// Items that were thrown away, queued or finished, because the block was canceled. Those thrown away after a canceled
    /// block was faulted as well count in <see cref="DroppedByFault"/>.
    /// </summary>
    public long DroppedByCancellation { get; init; }

    /// <summary>
    /// Items that were thrown away because the block ended when its last target had declined for good
    /// (<see cref="TargetsGoneMode.Complete"/>).
    /// </summary>
    public long DroppedWithoutTargets { get; init; }

    /// <summary>
    /// Items of which nothing comes out although they did not fail: <see cref="CanceledItems"/>, <see cref="NullTasks"/>,
    /// <see cref="DroppedByFault"/>, <see cref="DroppedByCancellation"/> and <see cref="DroppedWithoutTargets"/> together.
    /// </summary>
    public long Dropped => CanceledItems + NullTasks + DroppedByFault + DroppedByCancellation + DroppedWithoutTargets;

    /// <summary>
    /// Failed items that were skipped (<see cref="ItemFailureMode.SkipItem"/>) and that nobody has got: there was no room for them
    /// among the failures and nobody linked, or the block was ended while they waited for room. They are among the
    /// <see cref="Failed"/>.
    /// </summary>
    public long LostFailures { get; init; }

    /// <summary>Items accepted and not started. Messages that are being fetched are among them.</summary>
    public long Queued { get; init; }

    /// <summary>
    /// Items whose delegate is running or whose task is pending. One that has just finished counts here, too, until its worker
    /// goes on: while the worker offers outputs to a target, for example, or waits for its turn on the task scheduler.
    /// </summary>
    public long Running { get; init; }

    /// <summary>
    /// Items that are finished and wait for an earlier item, or for somebody to take their output. One that a worker has claimed
    /// and is about to start counts here for a moment.
    /// </summary>
    public long Waiting { get; init; }

    /// <summary>The counts in one line; those of the drops as their sum.</summary>
    /// <returns>A text for logs and debuggers, the same in every culture.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Admitted} admitted = {Released} released + {Failed} failed + {Dropped} dropped"
        + $" + {Queued} queued + {Running} running + {Waiting} waiting");
}
