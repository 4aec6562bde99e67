namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>How many process-wide fences each further item of a regime costs.</summary>
internal readonly record struct Fences(double Ours, double Theirs);
