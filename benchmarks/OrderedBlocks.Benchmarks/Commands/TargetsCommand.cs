using System.CommandLine;
using OrderedBlocks.Benchmarks.Support;
using OrderedBlocks.Benchmarks.Targets;

namespace OrderedBlocks.Benchmarks.Commands;

/// <summary>The command <c>targets</c>: asynchronous delegates and four producers, against Dataflow's block.</summary>
internal static class TargetsCommand
{
    public static Command Create()
    {
        Option<int?> rounds = CommonOptions.Number("--rounds", 1, 10_000, "Rounds, of which the median is taken. Default: 7.");
        Option<int?> items = CommonOptions.Number(
            "--items", 1000, 100_000_000, "Items a run; a tenth of them where each waits for 1 ms. Default: 200000.");
        Option<bool> quick = CommonOptions.Quick("Three rounds of few items.");
        Option<string?> output = CommonOptions.Output();
        var command = new Command("targets", "Asynchronous delegates and four producers, against TransformBlock.")
        {
            rounds, items, quick, output,
        };
        command.SetAction(result =>
        {
            bool isQuick = result.GetValue(quick);
            new TargetsSession(
                result.GetValue(rounds) ?? (isQuick ? 3 : 7),
                result.GetValue(items) ?? (isQuick ? 20_000 : 200_000),
                TimeSpan.FromMilliseconds(isQuick ? 60 : 300)).Run(ResultFolder.Open(result.GetValue(output)));
        });
        return command;
    }
}
