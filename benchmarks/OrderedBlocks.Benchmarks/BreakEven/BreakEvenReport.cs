using OrderedBlocks.Benchmarks.Support;
using OrderedBlocks.Benchmarks.Systems;
using Spectre.Console;

namespace OrderedBlocks.Benchmarks.BreakEven;

/// <summary>A sweep's results for reading: two tables, a file of all figures and a chart.</summary>
internal sealed class BreakEvenReport(BreakEvenResult result)
{
    private readonly BreakEvenSettings _settings = result.Settings;

    public void Print()
    {
        Screen.Line(Machine.Current.ToString());
        Screen.Line($"medians of {_settings.Rounds} rounds; a round of work takes {result.NanosecondsARound:0.000} ns");
        Screen.Write(TimeTable());
        Screen.Write(SummaryTable());
    }

    public void Write(DirectoryInfo folder)
    {
        Console.WriteLine(WriteCsv(folder));
        Console.WriteLine(WriteSummary(folder));
        Console.WriteLine(WriteChart(folder));
    }

    private Table TimeTable()
    {
        Table table = Screen.Table(
            "ns an item, by the work an item in ns", "work", _settings.Systems.Select(static system => system.Title));
        foreach (int size in _settings.Sizes)
        {
            table.AddRow([$"{size}", .. _settings.Systems.Select(system => $"{result.Nanoseconds(system, size):0.0}")]);
        }

        return table;
    }

    private Table SummaryTable()
    {
        Table table = Screen.Table("against the serial loop", "system", SummaryColumns());
        foreach (ISystem system in _settings.Systems)
        {
            table.AddRow([Markup.Escape(system.Title), .. Summary(system)]);
        }

        return table;
    }

    private string[] SummaryColumns() =>
    [
        "break-even: work, ns",
        "serial loop there, ns",
        "by the best rounds",
        $"ns an item at {_settings.Sizes[0]}",
        $"speed-up at {result.SizeNear(2000)}",
        $"processor time at {result.SizeNear(1400)}",
        $"bytes an item at {result.SizeNear(500)}",
        "waits there",
    ];

    private string[] Summary(ISystem system)
    {
        int fast = result.SizeNear(2000);
        int busy = result.SizeNear(1400);
        int waiting = result.SizeNear(500);
        var point = BreakEvenPoint.Of(result, system, static time => time.Median);
        var best = BreakEvenPoint.Of(result, system, static time => time.Least);
        bool serial = system == SystemList.Serial;
        return
        [
            serial ? "" : point.WorkText(_settings),
            serial ? "" : point.SerialText(),
            serial ? "" : best.WorkText(_settings),
            $"{result.Nanoseconds(system, _settings.Sizes[0]):0.0}",
            $"{result.Nanoseconds(SystemList.Serial, fast) / result.Nanoseconds(system, fast):0.00}",
            $"{Processor(system, busy) / Processor(SystemList.Serial, busy):0.00}",
            $"{result.Of(system, waiting, static sample => sample.Bytes).Median:0.0}",
            $"{result.Of(system, waiting, static sample => sample.Waits).Median:0.000}",
        ];
    }

    private double Processor(ISystem system, int size) =>
        result.Of(system, size, static sample => sample.ProcessorNanoseconds).Median;

    private string WriteCsv(DirectoryInfo folder)
    {
        var csv = new Csv(
            "system",
            "work_ns",
            "ns_median",
            "ns_lower_quartile",
            "ns_upper_quartile",
            "ns_interquartile_range",
            "ns_best",
            "cpu_ns",
            "bytes",
            "waits");
        foreach (ISystem system in _settings.Systems)
        {
            foreach (int size in _settings.Sizes)
            {
                Quartiles time = result.Of(system, size, static sample => sample.Nanoseconds);
                csv.Add(
                    system.Name,
                    size,
                    time.Median,
                    time.Lower,
                    time.Upper,
                    time.Spread,
                    time.Least,
                    Processor(system, size),
                    result.Of(system, size, static sample => sample.Bytes).Median,
                    result.Of(system, size, static sample => sample.Waits).Median);
            }
        }

        return csv.Write(folder, "breakeven.csv");
    }

    private string WriteSummary(DirectoryInfo folder)
    {
        var csv = new Csv(["system", .. SummaryColumns()]);
        foreach (ISystem system in _settings.Systems)
        {
            csv.Add([system.Name, .. Summary(system)]);
        }

        return csv.Write(folder, "breakeven-summary.csv");
    }

    private string WriteChart(DirectoryInfo folder)
    {
        var chart = new LogChart(
            "Time an item by work an item", "work an item, ns", "time an item, ns", Machine.Current.ToString());
        foreach (ISystem system in _settings.Systems)
        {
            var point = BreakEvenPoint.Of(result, system, static time => time.Median);
            bool marked = system != SystemList.Serial && point.Kind == BreakEvenKind.Within;
            chart.Add(new LogCurve(
                system.Title,
                [.. _settings.Sizes.Select(size => ((double)size, result.Nanoseconds(system, size)))],
                marked ? (point.Work, point.Serial) : null,
                marked ? $"even at {point.Work:0} ns" : null));
        }

        return chart.Write(folder, "breakeven.svg");
    }
}
