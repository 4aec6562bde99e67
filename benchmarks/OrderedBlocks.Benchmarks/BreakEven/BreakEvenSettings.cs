using OrderedBlocks.Benchmarks.Systems;

namespace OrderedBlocks.Benchmarks.BreakEven;

/// <summary>What to sweep, and for how long.</summary>
internal sealed record BreakEvenSettings
{
    public required IReadOnlyList<ISystem> Systems { get; init; }

    /// <summary>Work an item in ns, ascending.</summary>
    public required IReadOnlyList<int> Sizes { get; init; }

    public required int Rounds { get; init; }

    /// <summary>How long one measurement should take.</summary>
    public required TimeSpan Time { get; init; }

    /// <summary>Items a measurement, whatever time they take; null: as many as fit the time.</summary>
    public required int? Items { get; init; }

    public required TimeSpan WarmUp { get; init; }
}
