namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>What a regime's figures come to.</summary>
/// <param name="Text">A word or a few for the table.</param>
/// <param name="IsMet">Whether all limits are met.</param>
internal sealed record Verdict(string Text, bool IsMet)
{
    // How far counts may be above Dataflow's before they fail a quick run, which other processes may disturb.
    private const double BytesFactor = 2;
    private const double BytesMore = 64;

    // What a run's blocks themselves may take, whatever the number of items.
    private const double BytesOfBlocks = 256 * 1024;
    private const double FencesMore = 0.05;

    /// <summary>By the limits of the regime: ratios, and fences where they are known.</summary>
    public static Verdict Of(RegimeResult result, Fences? fences)
    {
        Limits limits = result.Regime.Limits;
        List<string> missed = [];
        Check(missed, "time", result.Time.Median, limits.Time);
        Check(missed, "processor", result.Processor.Median, limits.Processor);
        Check(missed, "p99", result.Tail.Median, limits.Tail);
        Check(missed, "bytes", result.Bytes.Median, limits.Bytes);
        CheckFences(missed, fences);
        return missed.Count > 0
            ? new Verdict($"over: {string.Join(", ", missed)}", false)
            : new Verdict(Headline(result) <= limits.Goal ? "goal" : "met", true);
    }

    /// <summary>By counts alone. Not by switches of threads: these depend on how busy the machine is, and how far apart its processors are.</summary>
    public static Verdict OfCounts(RegimeResult result, Fences? fences)
    {
        List<string> missed = [];
        if (result.Regime.IsMemory)
        {
            Check(missed, "bytes", result.Bytes.Median, BytesFactor);
        }
        else
        {
            double more = BytesMore + (BytesOfBlocks / result.Items);
            Check(missed, "bytes", result, BytesFactor, more);
        }

        CheckFences(missed, fences);
        return missed.Count > 0 ? new Verdict($"over: {string.Join(", ", missed)}", false) : new Verdict("counts met", true);
    }

    private static double Headline(RegimeResult result) => result.Regime.IsMemory ? result.Bytes.Median : result.Time.Median;

    private static void CheckFences(List<string> missed, Fences? fences)
    {
        if (fences is { } count && count.Ours > count.Theirs + FencesMore)
        {
            missed.Add("fences");
        }
    }

    // not a number is not judged
    private static void Check(List<string> missed, string what, double ratio, double limit)
    {
        if (ratio > limit)
        {
            missed.Add(what);
        }
    }

    private static void Check(
        List<string> missed, string what, RegimeResult result, double factor, double more)
    {
        if (RegimeResult.Median(result.Ours, static sample => sample.Bytes) > (RegimeResult.Median(result.Theirs, static sample => sample.Bytes) * factor) + more)
        {
            missed.Add(what);
        }
    }
}
