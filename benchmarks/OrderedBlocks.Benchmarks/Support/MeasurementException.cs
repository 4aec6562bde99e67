namespace OrderedBlocks.Benchmarks.Support;

/// <summary>A measured run gave a wrong result: its figures mean nothing, and the program ends.</summary>
internal sealed class MeasurementException(string message) : Exception(message);
