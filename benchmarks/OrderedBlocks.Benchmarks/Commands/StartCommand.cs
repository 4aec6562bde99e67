using System.CommandLine;
using System.Globalization;
using OrderedBlocks.Benchmarks.Regimes;
using OrderedBlocks.Benchmarks.Start;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Commands;

/// <summary>The command <c>start</c>: what the first items of a process cost, of which nothing is compiled by then.</summary>
internal static class StartCommand
{
    private static readonly int[] s_sizes = [1, 1000, 100_000, 1_000_000];
    private static readonly int[] s_quickSizes = [1];

    public static Command Create()
    {
        Option<int[]?> items = CommonOptions.Numbers("--items", 1, 100_000_000, "Items a process. Default: 1,1000,100000,1000000.");
        Option<int?> rounds = CommonOptions.Number("--rounds", 1, 10_000, "Processes, of which the median is taken. Default: 9.");
        var once = new Option<string?>("--once") { Hidden = true };
        once.AcceptOnlyFromAmong("ours", "dataflow");
        Option<bool> quick = CommonOptions.Quick("One process a side.");
        Option<string?> output = CommonOptions.Output();
        var command = new Command("start", "ms for the first items of a process, against TransformBlock.")
        {
            items, rounds, once, quick, output,
        };
        command.SetAction(async (result, _) =>
        {
            bool isQuick = result.GetValue(quick);
            int[] sizes = result.GetValue(items) is { Length: > 0 } chosen ? chosen : isQuick ? s_quickSizes : s_sizes;
            if (result.GetValue(once) is { } side)
            {
                double taken = await FirstItems.RunAsync(side == "ours" ? new OurVendor() : new TheirVendor(), sizes[0]);
                Console.WriteLine(taken.ToString(CultureInfo.InvariantCulture));
                return;
            }

            new StartSession(sizes, result.GetValue(rounds) ?? (isQuick ? 1 : 9)).Run(ResultFolder.Open(result.GetValue(output)));
        });
        return command;
    }
}
