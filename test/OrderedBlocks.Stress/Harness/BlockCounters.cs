namespace OrderedBlocks.Stress.Harness;

/// <summary>What a block says about itself, and the law that its numbers keep.</summary>
internal static class BlockCounters
{
    /// <summary>The counters in a line. Takes no lock, so it can be asked while the block stands still anywhere.</summary>
    public static string Describe<TInput, TOutput>(OrderedTransformBlock<TInput, TOutput> block)
    {
        OrderedBlockStatistics now = block.Statistics;
        string law = Sum(now) == now.Admitted ? "balanced" : "NOT BALANCED";
        return $"{now}, {law}; in {block.InputCount}, {block.Completion.Status}";
    }

    /// <summary>
    /// Conservation, for a block that has ended: what was accepted came out, failed or was dropped, and nothing is left.
    /// </summary>
    /// <param name="block">A block that has ended.</param>
    /// <param name="accepted">What its senders know of.</param>
    /// <param name="cameOut">What its targets have seen.</param>
    public static void AssertBalanced<TInput, TOutput>(OrderedTransformBlock<TInput, TOutput> block, long accepted, long cameOut)
    {
        OrderedBlockStatistics end = block.Statistics;
        if (!block.Completion.IsCompleted
            || end.Admitted != accepted
            || end.Released != cameOut
            || end.Queued + end.Running + end.Waiting != 0
            || Sum(end) != end.Admitted
            || block.InputCount != 0
            || block.OutputCount != 0)
        {
            throw new ViolationException(
                $"{accepted} were accepted, {cameOut} came out, {block.OutputCount} could be taken; {Describe(block)}");
        }
    }

    /// <summary>As <see cref="AssertBalanced"/>, where nobody has counted what went in.</summary>
    public static void AssertAtRest<TInput, TOutput>(OrderedTransformBlock<TInput, TOutput> block) =>
        AssertBalanced(block, block.Statistics.Admitted, block.Statistics.Released);

    /// <summary>For a block at rest in which everything has run and nothing is taken.</summary>
    public static void AssertFull<TInput, TOutput>(OrderedTransformBlock<TInput, TOutput> block, int capacity)
    {
        OrderedBlockStatistics now = block.Statistics;
        if (now.Waiting != capacity || now.Queued + now.Running != 0 || Sum(now) != now.Admitted)
        {
            throw new ViolationException($"{capacity} outputs should be waiting; {Describe(block)}");
        }
    }

    /// <summary>What holds at any moment: no count is negative, and those of the past never go back.</summary>
    public static void AssertGrown(OrderedBlockStatistics before, OrderedBlockStatistics now)
    {
        long least = new[] { now.Admitted, now.Queued, now.Running, now.Waiting }.Min();
        if (least < 0
            || now.Released < before.Released
            || now.Failed < before.Failed
            || now.CanceledItems < before.CanceledItems
            || now.NullTasks < before.NullTasks
            || now.DroppedByFault < before.DroppedByFault
            || now.DroppedByCancellation < before.DroppedByCancellation)
        {
            throw new ViolationException($"First {before}, then {now}.");
        }
    }

    private static long Sum(OrderedBlockStatistics counts) =>
        counts.Released + counts.Failed + counts.Dropped + counts.Queued + counts.Running + counts.Waiting;
}
