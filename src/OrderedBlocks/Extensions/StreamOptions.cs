using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Hub;

namespace OrderedBlocks;

/// <summary>Options of a block that is hidden behind a stream, or behind a channel's reader.</summary>
internal static class StreamOptions
{
    /// <summary>The capacity where none is given; with a parallelism above half of it, twice the parallelism.</summary>
    public const int DefaultCapacity = 128;

    /// <summary>Reads and checks the options for blocks that take a <typeparamref name="TInput"/>.</summary>
    /// <param name="options">The user's; null for the default ones.</param>
    /// <param name="paramName">The name of the parameter, for the exception.</param>
    /// <exception cref="ArgumentException">Options do not go together, or make no sense where nobody has the block.</exception>
    public static BlockSettings Read<TInput>(ExecutionDataflowBlockOptions? options, string paramName)
    {
        options ??= new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        if (FindMisfit(options as OrderedBlockOptions) is { } misfit)
        {
            throw new ArgumentException(misfit, paramName);
        }

        BlockSettings settings = BlockSettings.Read(options, paramName);
        int parallelism = options.MaxDegreeOfParallelism;
        long defaultCapacity = Math.Max(DefaultCapacity, 2L * parallelism);
        bool isBounded = options.BoundedCapacity != DataflowBlockOptions.Unbounded;
        long capacity = isBounded ? options.BoundedCapacity : defaultCapacity;
        bool hasOutputCapacity = options is OrderedBlockOptions { OutputCapacity: > 0 };
        settings = settings with
        {
            Capacity = capacity,
            OutputCapacity = hasOutputCapacity ? settings.OutputCapacity : capacity,
            FailureAction = ItemFailureAction.FaultInOrder,
            KeepsErrorsInOrder = true,
            FailsCancelledItems = true,
        };

        // They check what else does not go together.
        settings.CreateKeyTable<TInput>();
        settings.CreateOutputBudget();
        return settings;
    }

    private static string? FindMisfit(OrderedBlockOptions? options) => options switch
    {
        { OnItemFailure: ItemFailureAction.SkipItem } =>
            $"{nameof(OrderedBlockOptions.OnItemFailure)} must not be {nameof(ItemFailureAction.SkipItem)}: there is nobody to hand "
            + "the failures to. Catch what the delegate throws and make it a part of the result.",
        { OnTargetsGone: not TargetsGoneAction.Wait } =>
            $"{nameof(OrderedBlockOptions.OnTargetsGone)} must be {nameof(TargetsGoneAction.Wait)}, its default: there are no targets.",
        { CallerRuns: true } =>
            $"{nameof(OrderedBlockOptions.CallerRuns)} must be false, its default: there are no callers that send.",
        _ => null,
    };
}
