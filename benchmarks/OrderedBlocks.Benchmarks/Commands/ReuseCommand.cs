using System.CommandLine;
using OrderedBlocks.Benchmarks.Reuse;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Commands;

/// <summary>The command <c>reuse</c>: what it saves to use results again.</summary>
internal static class ReuseCommand
{
    private static readonly int[] s_sizes = [100, 4096, 65_536, 131_072];
    private static readonly int[] s_quickSizes = [4096];
    private static readonly int[] s_workers = [1, 2, 8];
    private static readonly int[] s_quickWorkers = [2];

    public static Command Create()
    {
        Option<int[]?> sizes = CommonOptions.Numbers(
            "--sizes", 16, 10_000_000, "Bytes of a result. Default: 100,4096,65536,131072.");
        Option<int[]?> workers = CommonOptions.Numbers("--workers", 1, 100, "The block's parallelism. Default: 1,2,8.");
        Option<int?> rounds = CommonOptions.Number("--rounds", 1, 10_000, "Rounds, of which the median is taken. Default: 7.");
        Option<int?> items = CommonOptions.Number(
            "--items", 1000, 100_000_000, "Items a run, fewer where they are large. Default: 200000.");
        Option<int?> live = CommonOptions.Number(
            "--live", 0, 10_000, "Small objects of so many MB that live meanwhile, for full collections. Default: 0.");
        Option<bool> quick = CommonOptions.Quick("One round of few items.");
        Option<string?> output = CommonOptions.Output();
        var command = new Command("reuse", "ns and bytes an item of results that are allocated, and from pools.")
        {
            sizes, workers, rounds, items, live, quick, output,
        };
        command.SetAction(result =>
        {
            bool isQuick = result.GetValue(quick);
            new ReuseSession(
                result.GetValue(sizes) is { Length: > 0 } chosen ? chosen : isQuick ? s_quickSizes : s_sizes,
                result.GetValue(workers) is { Length: > 0 } degrees ? degrees : isQuick ? s_quickWorkers : s_workers,
                result.GetValue(rounds) ?? (isQuick ? 1 : 7),
                result.GetValue(items) ?? (isQuick ? 10_000 : 200_000),
                result.GetValue(live) ?? 0,
                TimeSpan.FromMilliseconds(isQuick ? 60 : 300)).Run(ResultFolder.Open(result.GetValue(output)));
        });
        return command;
    }
}
