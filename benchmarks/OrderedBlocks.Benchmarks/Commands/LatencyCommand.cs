using System.CommandLine;
using OrderedBlocks.Benchmarks.Latency;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Commands;

/// <summary>The command <c>latency</c>: how long an item is on its way.</summary>
internal static class LatencyCommand
{
    public static Command Create()
    {
        Option<int?> rounds = CommonOptions.Number("--rounds", 1, 10_000, "Rounds, of which the median is taken. Default: 5.");
        Option<int?> work = CommonOptions.Number("--work", 0, 1_000_000, "Work an item under load, in ns. Default: 1000.");
        Option<int?> parallelism = CommonOptions.Number(
            "--parallelism", 1, 1024, "Items that a block works on at the same time. Default: 2. See the README on its choice.");
        Option<bool> quick = CommonOptions.Quick("Two short rounds.");
        Option<string?> output = CommonOptions.Output();
        var command = new Command("latency", "From Post to the delivery, idle and at half the load; and what idle blocks cost.")
        {
            rounds, work, parallelism, quick, output,
        };
        command.SetAction(result =>
        {
            bool isQuick = result.GetValue(quick);
            var settings = new LatencySettings(
                result.GetValue(rounds) ?? (isQuick ? 2 : 5),
                isQuick ? 100 : 1000,
                isQuick ? 20_000 : 200_000,
                result.GetValue(work) ?? 1000,
                result.GetValue(parallelism) ?? 2,
                TimeSpan.FromSeconds(isQuick ? 0.5 : 2));
            new LatencySession(settings).Run(ResultFolder.Open(result.GetValue(output)));
        });
        return command;
    }
}
