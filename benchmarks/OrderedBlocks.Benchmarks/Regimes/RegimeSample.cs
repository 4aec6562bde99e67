namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>What one run of one side took, an item; not a number where it is not known.</summary>
internal readonly record struct RegimeSample(
    double Nanoseconds, double ProcessorNanoseconds, double TailNanoseconds, double Bytes, double Switches);
