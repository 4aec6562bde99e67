namespace OrderedBlocks.Hub;

/// <summary>Drains a block of any kind.</summary>
internal static class Drain
{
    // What a task can wait for at the most, about 49 days: beyond it there is no deadline.
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    public static Task<DrainResult> RunAsync<TInput, TOutput>(
        BlockCore<TInput, TOutput> core,
        TimeSpan deadline,
        CancellationToken cancellationToken)
    {
        if (deadline != Timeout.InfiniteTimeSpan && deadline < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(
                nameof(deadline),
                deadline,
                $"The deadline must be {nameof(Timeout.InfiniteTimeSpan)}, or zero or more.");
        }

        return RunCheckedAsync(core, deadline > s_longest ? Timeout.InfiniteTimeSpan : deadline, cancellationToken);
    }

    private static async Task<DrainResult> RunCheckedAsync<TInput, TOutput>(
        BlockCore<TInput, TOutput> core,
        TimeSpan deadline,
        CancellationToken cancellationToken)
    {
        OrderedBlockStatistics before = core.GetStatistics();
        bool ended = await core.EndWithinAsync(deadline, cancellationToken).ConfigureAwait(false);

        // A delegate that hears of the cancellation may be quicker than this, or slower: its item is left undone either way.
        long cancelledItems = core.Losses[LossReason.CancelledItem];
        if (!ended)
        {
            core.Cancel();
        }

        OrderedBlockStatistics after = core.GetStatistics();
        return new DrainResult
        {
            EndedInTime = ended,
            Released = after.Released - before.Released,
            LeftUndone = after.Admitted - after.Released - after.Failed - after.NullTasks - cancelledItems - DroppedByBlock(before),
            Statistics = after,
        };
    }

    private static long DroppedByBlock(in OrderedBlockStatistics counts) =>
        counts.DroppedByFault + counts.DroppedByCancellation + counts.DroppedWithoutTargets;
}
