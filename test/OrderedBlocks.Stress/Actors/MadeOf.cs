using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Actors;

/// <summary>One of the outputs of an item, counted from 0.</summary>
internal readonly record struct MadeOf(Tagged Item, int Number);
