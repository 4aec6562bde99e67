namespace OrderedBlocks.Benchmarks.BreakEven;

/// <summary>What one measured run cost, an item.</summary>
/// <param name="Nanoseconds">Time on the clock.</param>
/// <param name="ProcessorNanoseconds">Processor time of the whole process.</param>
/// <param name="Bytes">Bytes allocated by all threads.</param>
/// <param name="Waits">How many waits of the producer.</param>
internal readonly record struct Sample(double Nanoseconds, double ProcessorNanoseconds, double Bytes, double Waits);
