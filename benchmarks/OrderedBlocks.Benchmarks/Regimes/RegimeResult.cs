using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>All rounds of a regime.</summary>
/// <param name="Regime">Which one.</param>
/// <param name="Items">Items a run.</param>
/// <param name="Ours">A sample a round.</param>
/// <param name="Theirs">Dataflow's, of the same rounds.</param>
internal sealed record RegimeResult(
    Regime Regime, int Items, IReadOnlyList<RegimeSample> Ours, IReadOnlyList<RegimeSample> Theirs)
{
    public Quartiles Time { get; } = Ratio(Ours, Theirs, static sample => sample.Nanoseconds);

    public Quartiles Processor { get; } = Ratio(Ours, Theirs, static sample => sample.ProcessorNanoseconds);

    public Quartiles Tail { get; } = Ratio(Ours, Theirs, static sample => sample.TailNanoseconds);

    public Quartiles Bytes { get; } = Ratio(Ours, Theirs, static sample => sample.Bytes);

    public static double Median(IReadOnlyList<RegimeSample> samples, Func<RegimeSample, double> figure) =>
        Quartiles.Of(samples.Select(figure)).Median;

    /// <summary>The quartiles of the ratios of the rounds, not the ratio of the medians.</summary>
    private static Quartiles Ratio(
        IReadOnlyList<RegimeSample> ours, IReadOnlyList<RegimeSample> theirs, Func<RegimeSample, double> figure) =>
        Quartiles.Of(ours.Zip(theirs, (mine, other) => figure(mine) / figure(other)));
}
