namespace OrderedBlocks.Tests.Reuse;

/// <summary>What kind of block a test runs with.</summary>
/// <param name="Consumes">Whether it is an OrderedActionBlock.</param>
/// <param name="IsAsync">Whether its delegates are asynchronous.</param>
/// <param name="Threads">The block's threads.</param>
/// <param name="Dop">Its parallelism.</param>
/// <param name="Capacity">Its capacity.</param>
/// <param name="IsKeyed">Whether its items are ordered by key: each has its own.</param>
/// <param name="HasContext">Whether the senders' contexts travel.</param>
public sealed record ReuseSetup(
    bool Consumes, bool IsAsync, WorkerThreadMode Threads, int Dop, int Capacity, bool IsKeyed, bool HasContext)
{
    private static readonly bool[] s_both = [false, true];
    private static readonly int[] s_capacities = [16, DataflowBlockOptions.Unbounded];

    /// <summary>Every kind, with room for sixteen items at least.</summary>
    public static IEnumerable<object[]> All => Combine([1, 4]);

    /// <summary>Every kind that works on four items at the same time.</summary>
    public static IEnumerable<object[]> Parallel => Combine([4]);

    /// <summary>Those of them with a delegate that consumes.</summary>
    public static IEnumerable<object[]> Consuming => All.Where(static row => ((ReuseSetup)row[0]).Consumes);

    /// <summary>Those of them with targets.</summary>
    public static IEnumerable<object[]> Offering => All.Where(static row => !((ReuseSetup)row[0]).Consumes);

    /// <summary>Options for such a block.</summary>
    internal OrderedBlockOptions Options()
    {
        OrderedBlockOptions options = IsKeyed
            ? new OrderedBlockOptions<int, int> { KeySelector = static item => item }
            : new OrderedBlockOptions();
        options.WorkerThreadMode = Threads;
        options.MaxDegreeOfParallelism = Dop;
        options.BoundedCapacity = Capacity;
        options.CaptureExecutionContext = HasContext;
        return options;
    }

    private static IEnumerable<object[]> Combine(int[] dops) =>
        from consumes in s_both
        from isAsync in s_both
        from threads in Enum.GetValues<WorkerThreadMode>()
        from dop in dops
        from capacity in s_capacities
        from isKeyed in s_both
        from hasContext in s_both
        where !(isKeyed && hasContext)

        // Where the threads come from has nothing to do with the capacity.
        where threads == WorkerThreadMode.Pool || capacity > 0
        select new object[] { new ReuseSetup(consumes, isAsync, threads, dop, capacity, isKeyed, hasContext) };
}
