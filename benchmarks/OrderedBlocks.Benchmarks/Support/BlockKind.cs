using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Benchmarks.Support;

/// <summary>A block to measure: Dataflow's or this library's, made over a synchronous delegate.</summary>
/// <param name="Name">The type's name.</param>
/// <param name="Create">Makes one.</param>
internal sealed record BlockKind(
    string Name, Func<Func<long, long>, ExecutionDataflowBlockOptions, IPropagatorBlock<long, long>> Create)
{
    /// <summary>Dataflow's own: the baseline.</summary>
    public static BlockKind Dataflow { get; } =
        new("TransformBlock", static (transform, options) => new TransformBlock<long, long>(transform, options));

    public static BlockKind Ordered { get; } =
        new("OrderedTransformBlock", static (transform, options) => new OrderedTransformBlock<long, long>(transform, options));

    public static IReadOnlyList<BlockKind> Both { get; } = [Dataflow, Ordered];
}
