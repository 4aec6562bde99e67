using System.CommandLine;
using OrderedBlocks.Benchmarks.CacheLines;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Commands;

/// <summary>The command <c>cacheline</c>: what the machine itself takes to pass a line on.</summary>
internal static class CacheLineCommand
{
    public static Command Create()
    {
        Option<int?> rounds = CommonOptions.Number("--rounds", 1, 10_000, "Rounds, of which the median is taken. Default: 15.");
        Option<bool> quick = CommonOptions.Quick("Three short rounds.");
        Option<string?> output = CommonOptions.Output();
        var command = new Command("cacheline", "What it costs that two threads use one cache line: the limit for all else.")
        {
            rounds, quick, output,
        };
        command.SetAction(result =>
        {
            if (Environment.ProcessorCount < 2)
            {
                throw new MeasurementException("cacheline needs two processors: its threads spin.");
            }

            bool isQuick = result.GetValue(quick);
            new CacheLineSession(result.GetValue(rounds) ?? (isQuick ? 3 : 15), isQuick ? 100_000 : 1_000_000)
                .Run(ResultFolder.Open(result.GetValue(output)));
        });
        return command;
    }
}
