using System.CommandLine;
using OrderedBlocks.Benchmarks.Contests;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Commands;

/// <summary>A command whose contestants are compared at several amounts of work.</summary>
internal static class ContestCommand
{
    private static readonly int[] s_sizes = [0, 100, 500, 2000, 10_000];
    private static readonly int[] s_quickSizes = [0, 500];

    public static Command Create(string name, string description, Func<Work, int, IReadOnlyList<Contestant>> contestants)
    {
        Option<int[]?> sizes = CommonOptions.Numbers(
            "--sizes", 0, 1_000_000, "Work an item in ns. Default: 0,100,500,2000,10000.");
        Option<int?> rounds = CommonOptions.Number("--rounds", 1, 10_000, "Rounds, of which the median is taken. Default: 7.");
        Option<int?> items = CommonOptions.Number(
            "--items", 1000, 100_000_000, "Items a run, fewer where they are slow. Default: 200000.");
        Option<bool> quick = CommonOptions.Quick("One round of few items.");
        Option<string?> output = CommonOptions.Output();
        var command = new Command(name, description) { sizes, rounds, items, quick, output };
        command.SetAction(result =>
        {
            bool isQuick = result.GetValue(quick);
            new ContestByWork(
                name,
                contestants,
                result.GetValue(sizes) is { Length: > 0 } chosen ? chosen : isQuick ? s_quickSizes : s_sizes,
                result.GetValue(rounds) ?? (isQuick ? 1 : 7),
                result.GetValue(items) ?? (isQuick ? 20_000 : 200_000),
                TimeSpan.FromMilliseconds(isQuick ? 60 : 300)).Run(ResultFolder.Open(result.GetValue(output)));
        });
        return command;
    }
}
