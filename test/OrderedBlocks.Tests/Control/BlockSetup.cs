using OrderedBlocks.Tests.Conformance.Subjects;

namespace OrderedBlocks.Tests.Control;

/// <summary>What kind of block a test runs with.</summary>
/// <param name="Consumes">Whether it is an OrderedActionBlock.</param>
/// <param name="Shape">The delegate's form.</param>
/// <param name="Threads">The block's threads.</param>
/// <param name="Dop">Its parallelism.</param>
/// <param name="Capacity">Its capacity.</param>
public sealed record BlockSetup(bool Consumes, DelegateShape Shape, WorkerThreadMode Threads, int Dop, int Capacity)
{
    private static readonly int[] s_capacities = [16, DataflowBlockOptions.Unbounded];

    private static readonly bool[] s_both = [false, true];

    /// <summary>Every kind, with room for sixteen items at least.</summary>
    public static IEnumerable<object[]> All => Combine([1, 4]);

    /// <summary>Every kind that works on four items at the same time.</summary>
    public static IEnumerable<object[]> Parallel => Combine([4]);

    /// <summary>Every kind that works on one item at a time.</summary>
    public static IEnumerable<object[]> Serial => Combine([1]);

    /// <summary>Options for such a block.</summary>
    internal OrderedBlockOptions Options() => new()
    {
        WorkerThreadMode = Threads,
        MaxDegreeOfParallelism = Dop,
        BoundedCapacity = Capacity,
    };

    private static IEnumerable<object[]> Combine(int[] dops) =>
        from consumes in s_both
        from shape in Enum.GetValues<DelegateShape>()
        from threads in Enum.GetValues<WorkerThreadMode>()
        from dop in dops
        from capacity in s_capacities
        select new object[] { new BlockSetup(consumes, shape, threads, dop, capacity) };
}
