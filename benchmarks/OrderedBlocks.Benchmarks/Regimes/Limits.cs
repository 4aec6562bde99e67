namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>The ratios that a regime must not exceed; not a number where the figure is not judged.</summary>
/// <param name="Time">Of the times an item, or of the median latencies.</param>
/// <param name="Processor">Of the processor times.</param>
/// <param name="Tail">Of the latencies that a hundredth of the items exceeds.</param>
/// <param name="Bytes">Of the bytes an item.</param>
/// <param name="Goal">What the ratio of the times should come to.</param>
internal sealed record Limits(double Time, double Processor, double Tail, double Bytes, double Goal)
{
    private const double Must = 1.10;
    private const double Loose = 1.5;

    public static Limits Flow { get; } = new(Must, Must, double.NaN, double.NaN, 1.0);

    /// <summary>Delegates that really are asynchronous.</summary>
    public static Limits Asynchronous { get; } = Flow with { Goal = 0.5 };

    /// <summary>Into a bounded ActionBlock, for which the block was tuned.</summary>
    public static Limits Bounded { get; } = Flow with { Time = 0.5, Goal = 0.5 };

    public static Limits Latency { get; } = Flow with { Tail = Loose };

    /// <summary>One whose objects count as well.</summary>
    public static Limits ShortLife { get; } = Flow with { Bytes = Loose };

    public static Limits Memory { get; } = new(double.NaN, double.NaN, double.NaN, Loose, 1.0);
}
