namespace OrderedBlocks.Benchmarks.Support;

/// <summary>A curve of a chart, with a point on it that is to stand out.</summary>
/// <param name="Title">What the legend says.</param>
/// <param name="Points">From left to right. An x of 0 is drawn at the left edge, since a logarithm has no 0.</param>
/// <param name="Mark">The point that stands out.</param>
/// <param name="Note">What the legend says of that point.</param>
internal sealed record LogCurve(
    string Title, IReadOnlyList<(double X, double Y)> Points, (double X, double Y)? Mark, string? Note);
