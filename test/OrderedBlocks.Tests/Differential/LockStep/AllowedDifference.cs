namespace OrderedBlocks.Tests.Differential;

/// <summary>A rule that lets the two worlds differ.</summary>
/// <param name="Name">What a test's output calls it.</param>
/// <param name="Reason">What differs and why, in a sentence.</param>
/// <param name="Applies">Whether it explains this difference.</param>
internal sealed record AllowedDifference(string Name, string Reason, Func<Comparison, bool> Applies);
