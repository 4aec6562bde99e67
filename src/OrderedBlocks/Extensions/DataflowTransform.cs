using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks;

/// <summary>
/// Creates a block that transforms, for libraries whose users say by <see cref="DataflowBlockOptions.EnsureOrdered"/> whether the order
/// is to be kept.
/// </summary>
/// <remarks>With <see langword="true"/>, the default, it is an <see cref="OrderedTransformBlock{TInput, TOutput}"/>; with
/// <see langword="false"/>, Dataflow's <see cref="TransformBlock{TInput, TOutput}"/>, whose outputs come in any order. Any thread.</remarks>
public static class DataflowTransform
{
    /// <summary>Creates a block over a synchronous delegate.</summary>
    /// <typeparam name="TInput">What comes in.</typeparam>
    /// <typeparam name="TOutput">What goes out: one output for each input.</typeparam>
    /// <param name="transform">Makes an output of an input.</param>
    /// <param name="dataflowBlockOptions">Copied. With <see cref="DataflowBlockOptions.EnsureOrdered"/> set to
    /// <see langword="false"/>, all options that only <see cref="OrderedBlockOptions"/> has must have their defaults.</param>
    /// <returns>The block. It can also be received from.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">Options do not go together, or an option that only an ordered block has is set for one in any
    /// order.</exception>
    public static IPropagatorBlock<TInput, TOutput> Create<TInput, TOutput>(
        Func<TInput, TOutput> transform,
        ExecutionDataflowBlockOptions dataflowBlockOptions) =>
        IsOrdered(dataflowBlockOptions)
            ? new OrderedTransformBlock<TInput, TOutput>(transform, dataflowBlockOptions)
            : new TransformBlock<TInput, TOutput>(transform, dataflowBlockOptions);

    /// <summary>Creates a block over an asynchronous delegate.</summary>
    /// <inheritdoc cref="Create{TInput, TOutput}(Func{TInput, TOutput}, ExecutionDataflowBlockOptions)"/>
    public static IPropagatorBlock<TInput, TOutput> Create<TInput, TOutput>(
        Func<TInput, Task<TOutput>> transform,
        ExecutionDataflowBlockOptions dataflowBlockOptions) =>
        IsOrdered(dataflowBlockOptions)
            ? new OrderedTransformBlock<TInput, TOutput>(transform, dataflowBlockOptions)
            : new TransformBlock<TInput, TOutput>(transform, dataflowBlockOptions);

    private static bool IsOrdered(ExecutionDataflowBlockOptions dataflowBlockOptions)
    {
        ArgumentNullException.ThrowIfNull(dataflowBlockOptions);
        if (!dataflowBlockOptions.EnsureOrdered && (dataflowBlockOptions as OrderedBlockOptions)?.FindOwnOption() is { } own)
        {
            throw new ArgumentException(
                $"{own} needs {nameof(DataflowBlockOptions.EnsureOrdered)} = true: only an ordered block has it.",
                nameof(dataflowBlockOptions));
        }

        return dataflowBlockOptions.EnsureOrdered;
    }
}
