using System.CommandLine;
using OrderedBlocks.Benchmarks.Keys;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Commands;

/// <summary>The command <c>keys</c>: what the order by key costs an item.</summary>
internal static class KeysCommand
{
    private static readonly int[] s_sizes = [0, 100, 500, 2000, 10_000];
    private static readonly int[] s_quickSizes = [0, 500];

    public static Command Create()
    {
        Option<int[]?> sizes = CommonOptions.Numbers(
            "--sizes", 0, 1_000_000, "Work an item in ns. Default: 0,100,500,2000,10000.");
        Option<int?> rounds = CommonOptions.Number("--rounds", 1, 10_000, "Rounds, of which the median is taken. Default: 7.");
        Option<int?> items = CommonOptions.Number(
            "--items", 1000, 100_000_000, "Items a run, fewer where they are slow. Default: 200000.");
        Option<bool> quick = CommonOptions.Quick("One round of few items.");
        Option<string?> output = CommonOptions.Output();
        var command = new Command("keys", "ns an item with and without a key, and of blocks picked by the key's hash.")
        {
            sizes, rounds, items, quick, output,
        };
        command.SetAction(result =>
        {
            bool isQuick = result.GetValue(quick);
            new KeySession(
                result.GetValue(sizes) is { Length: > 0 } chosen ? chosen : isQuick ? s_quickSizes : s_sizes,
                result.GetValue(rounds) ?? (isQuick ? 1 : 7),
                result.GetValue(items) ?? (isQuick ? 20_000 : 200_000),
                TimeSpan.FromMilliseconds(isQuick ? 60 : 300)).Run(ResultFolder.Open(result.GetValue(output)));
        });
        return command;
    }
}
