using OrderedBlocks.Benchmarks.Contests;
using OrderedBlocks.Benchmarks.Support;
using Spectre.Console;

namespace OrderedBlocks.Benchmarks.Growth;

/// <summary>Measures the tables one after the other; within a row, the blocks take turns.</summary>
internal sealed class GrowthSession(IReadOnlyList<GrowthTable> tables, int rounds, TimeSpan warmUp)
{
    public void Run(DirectoryInfo folder)
    {
        var csv = new Csv("table", "value", "block", "ns_median", "ns_lower_quartile", "ns_upper_quartile");
        foreach (GrowthTable table in tables)
        {
            Contest.WarmUp(table.Contestants(table.Values[0]), warmUp);
            Screen.Write(Measure(table, csv));
        }

        Screen.Line(Machine.Current.ToString());
        Console.WriteLine(csv.Write(folder, "growth.csv"));
    }

    private Table Measure(GrowthTable table, Csv csv)
    {
        IReadOnlyList<Contestant> first = table.Contestants(table.Values[0]);
        Table shown = Screen.Table(
            $"ns an item by {table.Name}: {table.Title}",
            table.Name,
            [.. first.Select(static contestant => contestant.Name), "ratio"]);
        foreach (int value in table.Values)
        {
            IReadOnlyList<Contestant> contestants = table.Contestants(value);
            Quartiles[] times = Contest.Run(contestants, rounds);
            for (int index = 0; index < times.Length; index++)
            {
                Quartiles time = times[index];
                csv.Add(table.Name, value, contestants[index].Name, time.Median, time.Lower, time.Upper);
            }

            shown.AddRow(
            [
                $"{value}", .. times.Select(static time => $"{time.Median:0.0}"), $"{times[^1].Median / times[0].Median:0.00}",
            ]);
        }

        return shown;
    }
}
