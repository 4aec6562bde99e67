using System.CommandLine;
using OrderedBlocks.Benchmarks.BreakEven;
using OrderedBlocks.Benchmarks.Support;
using OrderedBlocks.Benchmarks.Systems;

namespace OrderedBlocks.Benchmarks.Commands;

/// <summary>The command <c>breakeven</c>: from how much work an item on a system pays.</summary>
internal static class BreakEvenCommand
{
    private static readonly int[] s_sizes =
        [0, 10, 20, 30, 40, 50, 60, 80, 100, 150, 200, 300, 500, 700, 1000, 1400, 2000];

    private static readonly int[] s_quickSizes = [0, 20, 50, 100, 200, 500, 1400, 2000];

    public static Command Create()
    {
        Option<int[]?> sizes = CommonOptions.Numbers(
            "--sizes", 0, 10_000_000, "Work an item in ns. Default: 17 sizes from 0 to 2000.");
        Option<int?> rounds = CommonOptions.Number("--rounds", 1, 10_000, "Rounds, of which the median is taken. Default: 5.");
        Option<int?> time = CommonOptions.Number("--time", 1, 600_000, "How long one measurement takes, in ms. Default: 120.");
        Option<int?> items = CommonOptions.Number("--items", 1, 100_000_000, "Items a measurement, whatever time they take.");
        Option<ISystem[]?> systems = CommonOptions.Systems();
        Option<bool> quick = CommonOptions.Quick("Few sizes, short measurements: shows that it runs, not how fast.");
        Option<string?> output = CommonOptions.Output();

        var command = new Command("breakeven", "From how much work an item on the blocks and their rivals beat a serial loop.")
        {
            sizes, rounds, time, items, systems, quick, output,
        };
        command.SetAction(result =>
        {
            bool isQuick = result.GetValue(quick);
            var settings = new BreakEvenSettings
            {
                Systems = result.GetValue(systems) is { Length: > 0 } chosen ? chosen : SystemList.All,
                Sizes = result.GetValue(sizes) is { Length: > 0 } given ? given : isQuick ? s_quickSizes : s_sizes,
                Rounds = result.GetValue(rounds) ?? (isQuick ? 3 : 5),
                Time = TimeSpan.FromMilliseconds(result.GetValue(time) ?? (isQuick ? 20 : 120)),
                Items = result.GetValue(items),
                WarmUp = TimeSpan.FromMilliseconds(isQuick ? 60 : 250),
            };
            DirectoryInfo folder = ResultFolder.Open(result.GetValue(output));
            var report = new BreakEvenReport(new BreakEvenSession(settings).Run());
            report.Print();
            report.Write(folder);
        });
        return command;
    }
}
