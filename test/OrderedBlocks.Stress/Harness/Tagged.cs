namespace OrderedBlocks.Stress.Harness;

/// <summary>An item that says who sent it and as which.</summary>
internal readonly record struct Tagged(int Producer, int Number);
