using System.CommandLine;
using OrderedBlocks.Benchmarks.Growth;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Commands;

/// <summary>The command <c>growth</c>: what an item costs when one of the sizes grows.</summary>
internal static class GrowthCommand
{
    public static Command Create()
    {
        Option<string[]?> tables = new("--tables")
        {
            Description = "Measure these only: capacity, parallelism, producers, pending.",
            HelpName = "name,...",
        };
        tables.CustomParser = static result =>
        {
            string[] names = CommonOptions.Words(result);
            foreach (string name in names)
            {
                if (new GrowthTables(1, 1).All().All(table => table.Name != name))
                {
                    result.AddError($"There is no table '{name}'. There are: capacity, parallelism, producers, pending.");
                }
            }

            return names;
        };
        Option<int?> rounds = CommonOptions.Number("--rounds", 1, 10_000, "Rounds, of which the median is taken. Default: 5.");
        Option<int?> items = CommonOptions.Number(
            "--items", 1000, 100_000_000, "Items a run, or more where a size needs it. Default: 200000.");
        Option<bool> quick = CommonOptions.Quick("One round of few items.");
        Option<string?> output = CommonOptions.Output();
        var command = new Command("growth", "ns an item by capacity, parallelism, producers and messages that wait.")
        {
            tables, rounds, items, quick, output,
        };
        command.SetAction(result =>
        {
            bool isQuick = result.GetValue(quick);
            int count = result.GetValue(items) ?? (isQuick ? 20_000 : 200_000);
            var all = new GrowthTables(count, Work.CalibrateNanoseconds());
            string[] chosen = result.GetValue(tables) ?? [];
            new GrowthSession(
                [.. all.All().Where(table => chosen.Length == 0 || chosen.Contains(table.Name))],
                result.GetValue(rounds) ?? (isQuick ? 1 : 5),
                TimeSpan.FromMilliseconds(isQuick ? 60 : 300)).Run(ResultFolder.Open(result.GetValue(output)));
        });
        return command;
    }
}
