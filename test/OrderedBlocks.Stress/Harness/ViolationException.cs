namespace OrderedBlocks.Stress.Harness;

/// <summary>An outcome that a scenario forbids.</summary>
internal sealed class ViolationException(string message) : Exception(message);
