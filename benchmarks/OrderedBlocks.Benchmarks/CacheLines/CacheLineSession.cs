using OrderedBlocks.Benchmarks.Support;
using Spectre.Console;

namespace OrderedBlocks.Benchmarks.CacheLines;

/// <summary>All measurements of lines, in turn in every round.</summary>
internal sealed class CacheLineSession(int rounds, int count)
{
    private static readonly int[] s_slotBytes = [8, 16, 24, 32, 64, 128];

    public void Run(DirectoryInfo folder)
    {
        List<(string Name, Func<double> Measure)> measurements =
        [
            ("round trip of a line between two threads", () => LineCosts.RoundTrip(count)),
            ("compare-and-swap by two threads in turn", () => LineCosts.SwapInTurn(count)),
            ("locked increment, lone thread", () => LineCosts.LoneIncrement(count)),
            ("locked increment, two threads on one word", () => LineCosts.ContendedIncrement(count)),
        ];
        foreach (int bytes in s_slotBytes)
        {
            measurements.Add(
                ($"one-way stream, slot of {bytes} bytes", () => new SlotStream(bytes).Run(Math.Max(1, count / 128))));
        }

        var samples = measurements.ConvertAll(static _ => new List<double>());
        WarmUp(measurements);
        for (int round = 0; round < rounds; round++)
        {
            for (int index = 0; index < measurements.Count; index++)
            {
                samples[index].Add(measurements[index].Measure());
            }
        }

        Table table = Screen.Table($"ns, medians of {rounds} rounds", "what", "median", "lower quartile", "upper quartile");
        var csv = new Csv("what", "ns_median", "ns_lower_quartile", "ns_upper_quartile");
        for (int index = 0; index < measurements.Count; index++)
        {
            var time = Quartiles.Of(samples[index]);
            string name = measurements[index].Name;
            table.AddRow(name, $"{time.Median:0.00}", $"{time.Lower:0.00}", $"{time.Upper:0.00}");
            csv.Add(name, time.Median, time.Lower, time.Upper);
        }

        Screen.Line(Machine.Current.ToString());
        Screen.Write(table);
        Console.WriteLine(csv.Write(folder, "cacheline.csv"));
    }

    private static void WarmUp(List<(string Name, Func<double> Measure)> measurements)
    {
        for (int round = 0; round < 3; round++)
        {
            foreach ((_, Func<double> measure) in measurements)
            {
                measure();
            }

            // more than the runtime waits before it compiles anew
            Thread.Sleep(150);
        }
    }
}
