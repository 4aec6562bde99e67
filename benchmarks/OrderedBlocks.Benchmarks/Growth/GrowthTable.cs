using OrderedBlocks.Benchmarks.Contests;

namespace OrderedBlocks.Benchmarks.Growth;

/// <summary>One size that grows, and what is measured at each of its values.</summary>
/// <param name="Name">The size, as the file is named.</param>
/// <param name="Title">What the other sizes are.</param>
/// <param name="Values">The values of the size.</param>
/// <param name="Contestants">Those who compete at a value, the baseline first.</param>
internal sealed record GrowthTable(string Name, string Title, int[] Values, Func<int, IReadOnlyList<Contestant>> Contestants);
