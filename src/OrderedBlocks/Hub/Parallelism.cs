using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Hub;

/// <summary>The degree of parallelism of a block of any kind, as the user says it: -1 for no limit.</summary>
internal static class Parallelism
{
    public static int Read<TInput, TOutput>(BlockCore<TInput, TOutput> core) =>
        core.Degree == int.MaxValue ? DataflowBlockOptions.Unbounded : core.Degree;

    public static void Write<TInput, TOutput>(BlockCore<TInput, TOutput> core, int value)
    {
        bool isLimited = core.MaxWorkers != int.MaxValue;
        if (isLimited ? value < 0 || value > core.MaxWorkers : value < DataflowBlockOptions.Unbounded)
        {
            string valid = isLimited
                ? $"from 0 to {core.MaxWorkers}, the block's {nameof(ExecutionDataflowBlockOptions.MaxDegreeOfParallelism)}"
                : $"0 or more, or {DataflowBlockOptions.Unbounded} for no limit";
            throw new ArgumentOutOfRangeException(nameof(value), value, $"DegreeOfParallelism must be {valid}.");
        }

        core.Degree = value == DataflowBlockOptions.Unbounded ? int.MaxValue : value;
    }
}
