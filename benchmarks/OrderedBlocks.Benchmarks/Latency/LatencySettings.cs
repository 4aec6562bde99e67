namespace OrderedBlocks.Benchmarks.Latency;

/// <summary>How much to measure.</summary>
/// <param name="Rounds">Rounds, of which the median is taken.</param>
/// <param name="IdleItems">Items a round on idle blocks.</param>
/// <param name="LoadItems">Items a round under load.</param>
/// <param name="WorkNanoseconds">Work an item under load.</param>
/// <param name="Parallelism">How many items the blocks work on at the same time.</param>
/// <param name="Sleep">For how long idle blocks are watched.</param>
internal sealed record LatencySettings(
    int Rounds, int IdleItems, int LoadItems, int WorkNanoseconds, int Parallelism, TimeSpan Sleep);
