namespace OrderedBlocks.Stress.Faults;

/// <summary>What actors throw on purpose.</summary>
internal sealed class IntendedException(string who) : Exception($"Thrown on purpose by the {who}.");
