using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Reuse;

/// <summary>What the contestants of one row have in common.</summary>
/// <param name="Consumes">Whether the block consumes its results; if not, a linked <see cref="ActionBlock{TInput}"/> does.</param>
/// <param name="Size">The bytes of a result.</param>
/// <param name="Workers">The block's parallelism.</param>
/// <param name="Items">How many items a run sends.</param>
internal sealed record ReuseCase(bool Consumes, int Size, int Workers, int Items)
{
    /// <summary>What waits in front of the delegate that consumes, if that is another block's.</summary>
    public const int TargetCapacity = 256;

    // No run is to take much more memory traffic than this.
    private const int MostBytes = 1_000_000_000;

    /// <summary>Results under way at the most.</summary>
    public const int MostUnderWay = Mesh.Capacity + TargetCapacity + 1;

    public ExecutionDataflowBlockOptions Options { get; } =
        new() { BoundedCapacity = Mesh.Capacity, MaxDegreeOfParallelism = Workers };

    public static ReuseCase Of(bool consumes, int size, int workers, int items) =>
        new(consumes, size, workers, Math.Min(items, MostBytes / size));
}
