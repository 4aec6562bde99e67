namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>All regimes, group by group.</summary>
internal static class RegimeCatalogue
{
    public static IReadOnlyList<Regime> All { get; } =
    [
        .. AsynchronousRegimes.All(),
        .. DedicatedRegimes.All(),
        .. MixedRegimes.All(),
        .. SmallRegimes.All(),
        .. LatencyRegimes.All(),
        .. ShortLifeRegimes.All(),
        .. MemoryRegimes.All(),
        .. FlowRegimes.All(),
        .. NeighbourRegimes.All(),
    ];

    /// <summary>Those whose name or group contains a text.</summary>
    public static IReadOnlyList<Regime> Find(string? text) =>
        [.. All.Where(regime => text is null || regime.FullName.Contains(text, StringComparison.OrdinalIgnoreCase))];
}
