using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Faults;

/// <summary>Whether a world has come to an end that it may come to.</summary>
internal static class FaultCheck
{
    /// <exception cref="ViolationException">Something is wrong.</exception>
    public static void Assert(FaultWorld world, IReadOnlyList<Tagged>[] accepted)
    {
        IReadOnlyList<Tagged> items = world.Recorder.Items;
        for (int producer = 0; producer < accepted.Length; producer++)
        {
            Tagged[] expected =
            [
                .. accepted[producer].TakeWhile(item => world.FateOf(item) < ItemFate.Throws)
                    .Where(item => world.FateOf(item) < ItemFate.Canceled),
            ];
            Tagged[] actual = [.. items.Where(item => item.Producer == producer)];
            string where = $"world {world.Seed}, producer {producer}";
            if (world.Block.Completion.IsCompletedSuccessfully)
            {
                ExactSequence.Assert(expected, actual, where);
            }
            else
            {
                ExactSequence.AssertPrefix(expected, actual, where);
            }
        }

        BlockCounters.AssertBalanced(world.Block, accepted.Sum(static list => list.Count), items.Count);
        TaskStatus status = world.Block.Completion.Status;
        if ((status == TaskStatus.Faulted && !world.MayFault)
            || (status == TaskStatus.Canceled && (!world.MayCancel || world.MustFault))
            || (status == TaskStatus.RanToCompletion && world.MustFault))
        {
            throw new ViolationException($"World {world.Seed} ended as {status}: {world.Block.Completion.Exception}");
        }

        AssertReasons(world, accepted);
        if (world.Violations.Count > 0)
        {
            throw new ViolationException($"World {world.Seed}: {world.Violations.First()}");
        }
    }

    // Who ended well has transformed all that was accepted: then it is known what each item has become.
    private static void AssertReasons(FaultWorld world, IReadOnlyList<Tagged>[] accepted)
    {
        OrderedBlockStatistics end = world.Block.Statistics;
        long canceled = 0;
        long nulls = 0;
        foreach (ItemFate fate in accepted.SelectMany(static list => list).Select(world.FateOf))
        {
            bool isNull = fate == ItemFate.NullTask && world.DelegateForm == 1;
            nulls += isNull ? 1 : 0;
            canceled += !isNull && fate is >= ItemFate.Canceled and < ItemFate.Throws ? 1 : 0;
        }

        bool endedWell = world.Block.Completion.IsCompletedSuccessfully;
        if (endedWell
                ? end.Failed != 0 || end.CanceledItems != canceled || end.NullTasks != nulls
                : end.CanceledItems > canceled || end.NullTasks > nulls || (end.Failed > 0 && !world.Block.Completion.IsFaulted))
        {
            throw new ViolationException(
                $"World {world.Seed}: {canceled} items to cancel, {nulls} null tasks, and {end} with {end.CanceledItems} canceled, "
                + $"{end.NullTasks} null tasks; {world.Block.Completion.Status}.");
        }
    }
}
