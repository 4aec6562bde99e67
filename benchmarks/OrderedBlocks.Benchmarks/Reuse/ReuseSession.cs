using OrderedBlocks.Benchmarks.CacheLines;
using OrderedBlocks.Benchmarks.Contests;
using OrderedBlocks.Benchmarks.Support;
using Spectre.Console;

namespace OrderedBlocks.Benchmarks.Reuse;

/// <summary>A row for each size and number of workers; within it, all take turns.</summary>
internal sealed class ReuseSession(int[] sizes, int[] workers, int rounds, int items, int liveMegabytes, TimeSpan warmUp)
{
    private readonly Csv _csv = new(
        "consumer", "bytes", "workers", "results", "ns_median", "ns_lower_quartile", "ns_upper_quartile", "ratio",
        "bytes_allocated", "gen0", "gen1", "gen2", "pause_share");

    public void Run(DirectoryInfo folder)
    {
        // What a full collection has to go through.
        byte[][] live = [.. Enumerable.Range(0, liveMegabytes * 10_000).Select(static _ => new byte[76])];
        List<Table> tables = [];
        foreach (bool consumes in (bool[])[true, false])
        {
            tables.AddRange(Run(consumes));
        }

        GC.KeepAlive(live);
        Screen.Line(Machine.Current.ToString());
        foreach (Table table in tables)
        {
            Screen.Write(table);
        }

        Console.WriteLine(_csv.Write(folder, "reuse.csv"));
    }

    private List<Table> Run(bool consumes)
    {
        Table? times = null;
        Table? costs = null;
        foreach (int size in sizes)
        {
            foreach (int count in workers)
            {
                IReadOnlyList<Contestant> contestants = ReuseContests.All(ReuseCase.Of(consumes, size, count, items));
                if (times is null)
                {
                    Contest.WarmUp(contestants, warmUp);
                }

                string consumer = consumes ? "OrderedActionBlock" : "OrderedTransformBlock and ActionBlock";
                string[] names = [.. contestants.Select(static contestant => contestant.Name)];
                times ??= Screen.Table($"{consumer}: ns an item, medians of {rounds} rounds", "bytes x workers", names);
                costs ??= Screen.Table(
                    $"{consumer}: bytes allocated an item; collections of 100,000 items: gen0/gen1/gen2", "bytes x workers", names);
                Add(consumer, size, count, contestants, times, costs);
            }
        }

        return [times!, costs!];
    }

    private void Add(string consumer, int size, int count, IReadOnlyList<Contestant> contestants, Table times, Table costs)
    {
        List<ReuseSample>[] samples = Measure(contestants);
        Quartiles[] quartiles = [.. samples.Select(static own => Quartiles.Of(own.Select(static sample => sample.Nanoseconds)))];
        times.AddRow([$"{size:N0} x {count}", .. quartiles.Select(static time => $"{time.Median:N0}")]);
        costs.AddRow(
            [$"{size:N0} x {count}", .. samples.Select((own, index) => Costs(own, contestants[index].Items))]);
        for (int index = 0; index < samples.Length; index++)
        {
            List<ReuseSample> own = samples[index];
            Quartiles time = quartiles[index];
            double total = time.Median * contestants[index].Items / 1e6;
            _csv.Add(
                consumer, size, count, contestants[index].Name, time.Median, time.Lower, time.Upper,
                time.Median / quartiles[0].Median, Middle(own, static sample => sample.Bytes),
                Middle(own, static sample => sample.Gen0), Middle(own, static sample => sample.Gen1),
                Middle(own, static sample => sample.Gen2), Middle(own, static sample => sample.PauseMilliseconds) / total);
        }
    }

    private List<ReuseSample>[] Measure(IReadOnlyList<Contestant> contestants)
    {
        foreach (Contestant contestant in contestants)
        {
            // fills the pools
            ReuseSample.Take(contestant);
        }

        List<ReuseSample>[] samples = [.. contestants.Select(static _ => new List<ReuseSample>())];
        for (int round = 0; round < rounds; round++)
        {
            Distance.Sample();
            for (int turn = 0; turn < samples.Length; turn++)
            {
                int index = round % 2 == 0 ? turn : samples.Length - 1 - turn;
                samples[index].Add(ReuseSample.Take(contestants[index]));
            }
        }

        return samples;
    }

    private static string Costs(List<ReuseSample> samples, int items)
    {
        double scale = 100_000.0 / items;
        return $"{Middle(samples, static sample => sample.Bytes):N0}; {Count(static sample => sample.Gen0)}/"
            + $"{Count(static sample => sample.Gen1)}/{Count(static sample => sample.Gen2)}";

        string Count(Func<ReuseSample, double> figure) => $"{Middle(samples, figure) * scale:0}";
    }

    private static double Middle(List<ReuseSample> samples, Func<ReuseSample, double> figure) =>
        Quartiles.Of(samples.Select(figure)).Median;
}
