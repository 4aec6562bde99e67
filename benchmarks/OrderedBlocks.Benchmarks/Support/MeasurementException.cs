namespace OrderedBlocks.Benchmarks.Support;

/// <summary>A measurement cannot be made, or its result was wrong and its figures mean nothing: the program ends.</summary>
internal sealed class MeasurementException(string message) : Exception(message);
