using OrderedBlocks.Benchmarks.Support;
using Spectre.Console;

namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>Results for reading: a table, the same as markdown, a file of all figures and a picture.</summary>
internal sealed class RegimeReport(RegimeSettings settings, IReadOnlyList<RegimeResult> results, FenceCounter fences)
{
    private static readonly string[] s_columns =
    [
        "ns, ours",
        "Dataflow's",
        "time",
        "quartiles",
        "processor",
        "p99",
        "bytes",
        "B an item",
        "switches an item",
        "fences an item",
        "verdict",
    ];

    /// <summary>The regimes whose limits are not met.</summary>
    public IReadOnlyList<RegimeResult> Missed => [.. results.Where(result => !Judge(result).IsMet)];

    public void Print()
    {
        Screen.Line(Machine.Current.ToString());
        if (settings.CountsFences && fences.Reason is { } reason)
        {
            Screen.Line(reason);
        }

        Table table = Screen.Table(Title(), "regime", s_columns);
        string? group = null;
        foreach (RegimeResult result in results)
        {
            if (result.Regime.Group != group)
            {
                group = result.Regime.Group;
                table.AddRow(Markup.Escape(group + ":"));
            }

            table.AddRow([.. Row(result).Select(Markup.Escape)]);
        }

        Screen.Write(table);
        Screen.Line($"{results.Count - Missed.Count} of {results.Count} regimes within their limits");
    }

    public void Write(DirectoryInfo folder)
    {
        Console.WriteLine(WriteMarkdown(folder));
        Console.WriteLine(WriteCsv(folder));
        Console.WriteLine(new RatioChart(results).Write(folder, "regimes.svg"));
    }

    private static string Ratio(Quartiles ratio) => double.IsNaN(ratio.Median) ? "" : $"{ratio.Median:0.00}";

    private static string Range(Quartiles ratio) => double.IsNaN(ratio.Median) ? "" : $"{ratio.Lower:0.00}-{ratio.Upper:0.00}";

    private static string Both(RegimeResult result, Func<RegimeSample, double> figure, string format)
    {
        double ours = RegimeResult.Median(result.Ours, figure);
        return double.IsNaN(ours)
            ? ""
            : $"{ours.ToString(format)} / {RegimeResult.Median(result.Theirs, figure).ToString(format)}";
    }

    private string Title() =>
        $"ours against Dataflow's: medians of the ratios of {settings.Rounds} rounds; "
            + "for one item, ns are those of the median latency";

    private Verdict Judge(RegimeResult result) => settings.IsQuick
        ? Verdict.OfCounts(result, fences.Find(result.Regime))
        : Verdict.Of(result, fences.Find(result.Regime));

    private string[] Row(RegimeResult result)
    {
        bool isMemory = result.Regime.IsMemory;
        Fences? counted = fences.Find(result.Regime);
        return
        [
            result.Regime.Name,
            isMemory ? "" : $"{RegimeResult.Median(result.Ours, static sample => sample.Nanoseconds):0}",
            isMemory ? "" : $"{RegimeResult.Median(result.Theirs, static sample => sample.Nanoseconds):0}",
            isMemory ? "" : Ratio(result.Time),
            isMemory ? "" : Range(result.Time),
            isMemory ? "" : Ratio(result.Processor),
            isMemory || double.IsNaN(result.Regime.Limits.Tail) ? "" : Ratio(result.Tail),
            double.IsNaN(result.Regime.Limits.Bytes) ? "" : Ratio(result.Bytes),
            Both(result, static sample => sample.Bytes, "0"),
            isMemory ? "" : Both(result, static sample => sample.Switches, "0.00"),
            counted is { } count ? $"{count.Ours:0.00} / {count.Theirs:0.00}" : "",
            Judge(result).Text,
        ];
    }

    private string WriteMarkdown(DirectoryInfo folder)
    {
        List<string> lines =
        [
            Machine.Current.ToString(),
            "",
            Title() + ". Where two figures stand, the second one is Dataflow's.",
            "",
            $"| regime | {string.Join(" | ", s_columns.Select(static column => column.Trim()))} |",
            $"|---|{string.Concat(s_columns.Select(static _ => "---|"))}",
            .. results.GroupBy(static result => result.Regime.Group).SelectMany(MarkdownRows),
        ];
        string path = Path.Combine(folder.FullName, "regimes.md");
        File.WriteAllLines(path, lines);
        return path;
    }

    private IEnumerable<string> MarkdownRows(IGrouping<string, RegimeResult> group) =>
    [
        $"| **{group.Key}** |{string.Concat(s_columns.Select(static _ => " |"))}",
        .. group.Select(result => $"| {string.Join(" | ", Row(result))} |"),
    ];

    private string WriteCsv(DirectoryInfo folder)
    {
        var csv = new Csv(
            "group",
            "regime",
            "rival",
            "items",
            "figure",
            "ours",
            "dataflow",
            "ratio",
            "lower_quartile",
            "upper_quartile",
            "limit");
        foreach (RegimeResult result in results)
        {
            Limits limits = result.Regime.Limits;
            Add(csv, result, "ns", static sample => sample.Nanoseconds, result.Time, limits.Time);
            Add(csv, result, "processor_ns", static sample => sample.ProcessorNanoseconds, result.Processor, limits.Processor);
            Add(csv, result, "p99_ns", static sample => sample.TailNanoseconds, result.Tail, limits.Tail);
            Add(csv, result, "bytes", static sample => sample.Bytes, result.Bytes, limits.Bytes);
            Add(csv, result, "switches", static sample => sample.Switches, null, double.NaN);
            if (fences.Find(result.Regime) is { } count)
            {
                Regime of = result.Regime;
                csv.Add(of.Group, of.Name, of.Rival, of.FenceItems, "fences", count.Ours, count.Theirs, "", "", "", "");
            }
        }

        return csv.Write(folder, "regimes.csv");
    }

    private static void Add(
        Csv csv, RegimeResult result, string figure, Func<RegimeSample, double> value, Quartiles? ratio, double limit)
    {
        double ours = RegimeResult.Median(result.Ours, value);
        if (double.IsNaN(ours) || (result.Regime.IsMemory && figure != "bytes"))
        {
            return;
        }

        csv.Add(
            result.Regime.Group,
            result.Regime.Name,
            result.Regime.Rival,
            result.Items,
            figure,
            ours,
            RegimeResult.Median(result.Theirs, value),
            Cell(ratio?.Median),
            Cell(ratio?.Lower),
            Cell(ratio?.Upper),
            Cell(limit));
    }

    private static object Cell(double? number) => number is { } value && double.IsFinite(value) ? value : "";
}
