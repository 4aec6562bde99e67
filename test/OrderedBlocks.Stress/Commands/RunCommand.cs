using System.CommandLine;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Commands;

/// <summary>The command <c>run</c>: which scenarios, how long, with which seed.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        Option<string?> scenario = StressOptions.Scenario("Run this one only. Default: all of them, in turn.");
        Option<RunSize> size = StressOptions.Size();
        var quick = new Option<bool>("--quick") { Description = "The same as --size quick." };
        var minutes = new Option<double?>("--minutes")
        {
            Description = "Go on for this long, with a new seed each round; 0: one round. Default, by the size: 0, 10, 60.",
        };
        minutes.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is < 0 or > 100_000 or double.NaN)
            {
                result.AddError("--minutes takes a number from 0 to 100000.");
            }
        });
        var seed = new Option<int?>("--seed") { Description = "The first round's seed. Default: from the clock; it is printed." };
        var list = new Option<bool>("--list") { Description = "Name the scenarios and end." };

        var run = new Command("run", "Runs scenarios on real threads; ends with a non-zero code at the first violation or hang.")
        {
            scenario, size, quick, minutes, seed, list,
        };
        run.Validators.Add(result =>
        {
            if (result.GetValue(quick) && result.GetResult(size) is { Implicit: false } && result.GetValue(size) != RunSize.Quick)
            {
                result.AddError("--quick contradicts --size.");
            }
        });
        run.SetAction(async result =>
        {
            if (result.GetValue(list))
            {
                foreach (IScenario one in ScenarioList.All)
                {
                    Console.WriteLine($"{one.Name,-28}{one.Summary}");
                }

                return 0;
            }

            RunSize chosen = result.GetValue(quick) ? RunSize.Quick : result.GetValue(size);
            return await new StressSession(
                result.GetValue(scenario) is { } name ? [ScenarioList.Find(name)!] : ScenarioList.InTurn,
                chosen,
                TimeSpan.FromMinutes(result.GetValue(minutes) ?? DefaultMinutes(chosen)),
                result.GetValue(seed) ?? Environment.TickCount).RunAsync();
        });
        return run;
    }

    private static double DefaultMinutes(RunSize size) => size switch
    {
        RunSize.Quick => 0,
        RunSize.Default => 10,
        _ => 60,
    };
}
