using OrderedBlocks.Benchmarks.Contests;
using OrderedBlocks.Benchmarks.Support;
using Spectre.Console;

namespace OrderedBlocks.Benchmarks.Targets;

/// <summary>The figures that a promise is made of and that no other runner gives, each against Dataflow's block.</summary>
internal sealed class TargetsSession(int rounds, int items, TimeSpan warmUp)
{
    private const int Producers = 4;

    public void Run(DirectoryInfo folder)
    {
        Table table = Screen.Table(
            $"medians of {rounds} rounds; the ratio is that of the times, to the first of each kind",
            "what",
            "ns an item",
            "items a second",
            "ratio");
        var csv = new Csv("what", "system", "ns_median", "ns_lower_quartile", "ns_upper_quartile", "items_per_second", "ratio");
        Measure(
            table, csv, $"asynchronous, 1 ms, parallelism {AsyncContests.DelayedParallelism}", AsyncContests.Delayed(items / 10));
        Measure(table, csv, "asynchronous, done at once", AsyncContests.Done(items));
        Measure(table, csv, $"{Producers} producers, no work", ProducerContest());
        Screen.Line(Machine.Current.ToString());
        Screen.Write(table);
        Console.WriteLine(csv.Write(folder, "targets.csv"));
    }

    private List<Contestant> ProducerContest()
    {
        int each = items / Producers;
        return
        [
            .. BlockKind.Both.Select(kind => new Contestant(kind.Name, each * Producers, () => Traffic.ProducersAsync(
                kind.Name, kind.Create(static item => item, Mesh.Options), Producers, each))),
        ];
    }

    private void Measure(Table table, Csv csv, string what, IReadOnlyList<Contestant> contestants)
    {
        Contest.WarmUp(contestants, warmUp);
        Quartiles[] times = Contest.Run(contestants, rounds);
        for (int index = 0; index < times.Length; index++)
        {
            Quartiles time = times[index];
            double ratio = time.Median / times[0].Median;
            string name = contestants[index].Name;
            table.AddRow($"{what}: {name}", $"{time.Median:0.0}", $"{1e9 / time.Median:0}", $"{ratio:0.00}");
            csv.Add(what, name, time.Median, time.Lower, time.Upper, 1e9 / time.Median, ratio);
        }
    }
}
