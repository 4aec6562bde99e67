namespace OrderedBlocks.Stress.Harness;

/// <summary>What a block says about itself, and the law that its numbers keep.</summary>
internal static class BlockCounters
{
    /// <summary>The counters in a line. Takes no lock, so it can be asked while the block stands still anywhere.</summary>
    public static string Describe<TInput, TOutput>(OrderedTransformBlock<TInput, TOutput> block) =>
        $"in {block.InputCount}, dropped {block.DroppedCount}, {block.Completion.Status}";

    /// <summary>Conservation, for a block that has ended: what was accepted came out, or was counted as dropped.</summary>
    public static void AssertBalanced<TInput, TOutput>(OrderedTransformBlock<TInput, TOutput> block, long accepted, long cameOut)
    {
        if (!block.Completion.IsCompleted)
        {
            throw new ViolationException($"The block has not ended: {Describe(block)}");
        }

        if (accepted != cameOut + block.DroppedCount || block.InputCount != 0 || block.OutputCount != 0)
        {
            throw new ViolationException(
                $"{accepted} accepted, {cameOut} came out, out {block.OutputCount}; {Describe(block)}");
        }
    }
}
