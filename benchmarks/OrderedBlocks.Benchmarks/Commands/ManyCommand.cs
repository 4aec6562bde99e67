using System.CommandLine;
using OrderedBlocks.Benchmarks.Many;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Commands;

/// <summary>The command <c>many</c>: what an output costs where items have several.</summary>
internal static class ManyCommand
{
    public static Command Create()
    {
        Option<int?> rounds = CommonOptions.Number("--rounds", 1, 10_000, "Rounds, of which the median is taken. Default: 7.");
        Option<bool> quick = CommonOptions.Quick("One round of few items.");
        var command = new Command("many", "ns and bytes an output, next to TransformManyBlock.") { rounds, quick };
        command.SetAction(result =>
        {
            bool isQuick = result.GetValue(quick);
            Run(result.GetValue(rounds) ?? (isQuick ? 1 : 7), isQuick ? 10 : 1);
        });
        return command;
    }

    private static void Run(int rounds, int divisor)
    {
        Console.WriteLine("items    outputs  workers  capacity  TransformMany ns   B  OrderedTransformMany ns   B");
        foreach ((int items, int outputs) in new[] { (300_000, 1), (20_000, 100), (1, 1_000_000) })
        {
            foreach (int workers in new[] { 1, 2 })
            {
                foreach (int capacity in new[] { -1, 256 })
                {
                    var contest = new ManyContest(Math.Max(1, items / divisor), outputs, workers, capacity);
                    var samples = new (List<double> Nanoseconds, List<double> Bytes)[] { ([], []), ([], []) };
                    for (int round = -1; round < rounds; round++)
                    {
                        for (int side = 0; side < 2; side++)
                        {
                            (double nanoseconds, double bytes) = contest.Run(ordered: side == 1);
                            if (round >= 0)
                            {
                                samples[side].Nanoseconds.Add(nanoseconds);
                                samples[side].Bytes.Add(bytes);
                            }
                        }
                    }

                    double[] medians = [.. samples.SelectMany(static side =>
                        new[] { Quartiles.Of(side.Nanoseconds).Median, Quartiles.Of(side.Bytes).Median })];
                    Console.WriteLine(
                        $"{contest.Items,-8} {outputs,-8} {workers,-8} {capacity,-8} {medians[0],17:F1} {medians[1],4:F0} "
                        + $"{medians[2],24:F1} {medians[3],4:F0}");
                }
            }
        }
    }
}
