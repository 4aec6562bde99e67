using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Hub;

namespace OrderedBlocks;

/// <summary>Options of a block that is hidden behind a stream, or behind a channel's reader.</summary>
internal static class StreamOptions
{
    /// <summary>The capacity where none is given; with a parallelism above half of it, twice the parallelism.</summary>
    public const int DefaultCapacity = 128;

    /// <summary>Reads and checks the options for blocks that take a <typeparamref name="TInput"/>.</summary>
    /// <param name="dataflowBlockOptions">The user's; null for the default ones.</param>
    /// <param name="paramName">The name of the parameter, for the exception.</param>
    /// <exception cref="ArgumentException">Options do not go together, or make no sense where nobody has the block.</exception>
    public static BlockSettings Read<TInput>(ExecutionDataflowBlockOptions? dataflowBlockOptions, string paramName)
    {
        dataflowBlockOptions ??= new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        if (FindMisfit(dataflowBlockOptions as OrderedBlockOptions) is { } misfit)
        {
            throw new ArgumentException(misfit, paramName);
        }

        BlockSettings settings = BlockSettings.Read(dataflowBlockOptions, paramName);
        int parallelism = dataflowBlockOptions.MaxDegreeOfParallelism;
        long defaultCapacity = Math.Max(DefaultCapacity, 2L * parallelism);
        bool isBounded = dataflowBlockOptions.BoundedCapacity != DataflowBlockOptions.Unbounded;
        long capacity = isBounded ? dataflowBlockOptions.BoundedCapacity : defaultCapacity;
        bool hasOutputCapacity = dataflowBlockOptions is OrderedBlockOptions { OutputCapacity: > 0 };
        settings = settings with
        {
            Capacity = capacity,
            OutputCapacity = hasOutputCapacity ? settings.OutputCapacity : capacity,
            FailureMode = ItemFailureMode.FaultInOrder,
            KeepsErrorsInOrder = true,
            FailsCanceledItems = true,
        };

        // They check what else does not go together.
        settings.CreateKeyTable<TInput>();
        settings.CreateOutputBudget();
        return settings;
    }

    private static string? FindMisfit(OrderedBlockOptions? dataflowBlockOptions) => dataflowBlockOptions switch
    {
        { FailureMode: ItemFailureMode.SkipItem } =>
            $"{nameof(OrderedBlockOptions.FailureMode)} must not be {nameof(ItemFailureMode.SkipItem)}: there is nobody to hand "
            + "the failures to. Catch what the delegate throws and make it a part of the result.",
        { TargetsGoneMode: not TargetsGoneMode.Wait } =>
            $"{nameof(OrderedBlockOptions.TargetsGoneMode)} must be {nameof(TargetsGoneMode.Wait)}, its default: there are no targets.",
        { CallerRuns: true } =>
            $"{nameof(OrderedBlockOptions.CallerRuns)} must be false, its default: there are no callers that send.",
        _ => null,
    };
}
