namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>How much to measure.</summary>
/// <param name="Rounds">Rounds, of whose ratios the median is taken.</param>
/// <param name="Time">How long one run takes, about, on average of both sides.</param>
/// <param name="WarmUp">How long both run in turn before.</param>
/// <param name="IsQuick">Whether it is to show that all runs, and to judge by counts alone.</param>
/// <param name="CountsFences">Whether process-wide fences are counted, where they can be.</param>
internal sealed record RegimeSettings(int Rounds, TimeSpan Time, TimeSpan WarmUp, bool IsQuick, bool CountsFences);
