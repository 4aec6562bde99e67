namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>One of the two that a regime compares: runs so many items, and throws unless the results are exactly right.</summary>
/// <param name="items">How many items.</param>
/// <param name="probe">Takes what the meter cannot see from outside.</param>
internal delegate Task Side(int items, Probe probe);
