using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Benchmarks.CacheLines;
using OrderedBlocks.Benchmarks.Support;
using Spectre.Console;

namespace OrderedBlocks.Benchmarks.Latency;

/// <summary>Latency on idle blocks and under load, and the cost of idleness; the subjects take turns in every round.</summary>
internal sealed class LatencySession(LatencySettings settings)
{
    private const double Load = 0.5;

    private static readonly (string Name, double Share)[] s_percentiles = [("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999)];

    private readonly ILatencySubject[] _subjects = Subjects(settings.Parallelism);

    private readonly Csv _csv = new("what", "subject", "percentile", "us_median", "us_lower_quartile", "us_upper_quartile");

    public void Run(DirectoryInfo folder)
    {
        var work = Work.OfNanoseconds(settings.WorkNanoseconds, WarmUp());
        double between = _subjects.Max(subject => LatencyRun.SaturatedBesideSpinner(subject, work, settings.LoadItems)) / Load;

        Measure("idle", "µs from Post on an idle block to the delivery", subject => LatencyRun.Idle(subject, settings.IdleItems));
        Measure(
            "load",
            $"µs from the intended moment to the delivery, an item each {between:0} ns on average "
                + $"({Load:P0} of what the slowest can do), {settings.WorkNanoseconds} ns of work, "
                + $"parallelism {settings.Parallelism}",
            subject => LatencyRun.Scheduled(subject, work, settings.LoadItems, between));
        MeasureIdleness();
        Screen.Line(Machine.Current.ToString());
        Console.WriteLine(_csv.Write(folder, "latency.csv"));
    }

    private static ILatencySubject[] Subjects(int parallelism)
    {
        var options = new ExecutionDataflowBlockOptions { BoundedCapacity = Mesh.Capacity, MaxDegreeOfParallelism = parallelism };
        return
        [
            new NoBlockSubject(),
            new LinkedSubject(BlockKind.Dataflow, options),
            new LinkedSubject(BlockKind.Ordered, options),
            new ChainSubject(options),
            new ActionSubject(options),
        ];
    }

    private double WarmUp()
    {
        var work = new Work(100);
        for (int round = 0; round < 3; round++)
        {
            foreach (ILatencySubject subject in _subjects)
            {
                LatencyRun.Saturated(subject, work, 50_000);
                LatencyRun.Scheduled(subject, work, 10_000, 2000);
                LatencyRun.Idle(subject, 20);
            }

            // more than the runtime waits before it compiles anew
            Thread.Sleep(150);
        }

        return Work.CalibrateNanoseconds();
    }

    private void Measure(string what, string title, Func<ILatencySubject, double[]> measure)
    {
        var rounds = _subjects.ToDictionary(static subject => subject, static _ => new List<double[]>());
        for (int round = 0; round < settings.Rounds; round++)
        {
            Distance.Sample();
            foreach (ILatencySubject subject in _subjects)
            {
                rounds[subject].Add(measure(subject));
            }
        }

        Table table = Screen.Table(
            $"{title}; medians of {settings.Rounds} rounds",
            "subject",
            s_percentiles.Select(static percentile => percentile.Name));
        foreach (ILatencySubject subject in _subjects)
        {
            List<string> row = [subject.Name];
            foreach ((string name, double share) in s_percentiles)
            {
                var value = Quartiles.Of(rounds[subject].Select(latencies => Quartiles.At(latencies, share)));
                row.Add($"{value.Median:0.0}");
                _csv.Add(what, subject.Name, name, value.Median, value.Lower, value.Upper);
            }

            table.AddRow([.. row]);
        }

        Screen.Write(table);
    }

    private void MeasureIdleness()
    {
        Table table = Screen.Table(
            $"processor time of the process while a hundred used blocks idle for {settings.Sleep.TotalSeconds:0.#} s",
            "blocks",
            "ms");
        foreach (ILatencySubject? subject in (ILatencySubject?[])[null, .. _subjects.Skip(1)])
        {
            double used = IdleCost.Milliseconds(subject, settings.Sleep);
            string name = subject?.Name ?? "none";
            table.AddRow(name, $"{used:0.0}");
            _csv.Add("idle processor time", name, "total", used * 1000, used * 1000, used * 1000);
        }

        Screen.Write(table);
    }
}
