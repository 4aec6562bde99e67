using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace OrderedBlocks.Stress;

/// <summary>The command line: which scenarios, how long, with which seed.</summary>
internal static class StressCommand
{
    public static RootCommand Create()
    {
        var scenario = new Option<string?>("--scenario") { Description = "Run this one only. Default: all of them, in turn." };
        scenario.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } name && Find(name) is null)
            {
                result.AddError($"There is no scenario '{name}'. --list names those there are.");
            }
        });
        var minutes = new Option<double>("--minutes")
        {
            Description = "Go on for this long, with a new seed each time. Default: each scenario once.",
        };
        minutes.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is < 0 or > 100_000 or double.NaN)
            {
                result.AddError("--minutes takes a number from 0 to 100000.");
            }
        });
        var seed = new Option<int?>("--seed") { Description = "The first seed. Default: from the clock; it is printed." };
        var list = new Option<bool>("--list") { Description = "Name the scenarios and end." };

        var run = new Command("run", "Runs scenarios on real threads; ends with exit code 1 at the first violation or hang.")
        {
            scenario, minutes, seed, list,
        };
        run.SetAction(async result =>
        {
            if (result.GetValue(list))
            {
                foreach (IScenario one in ScenarioList.All)
                {
                    Console.WriteLine($"{one.Name,-24}{one.Summary}");
                }

                return 0;
            }

            return await RunAsync(
                result.GetValue(scenario) is { } name ? [Find(name)!] : ScenarioList.All,
                TimeSpan.FromMinutes(result.GetValue(minutes)),
                result.GetValue(seed) ?? Environment.TickCount);
        });
        return new RootCommand("Stress of OrderedBlocks: real threads, exact sequences.") { run };
    }

    private static IScenario? Find(string name) =>
        ScenarioList.All.FirstOrDefault(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static async Task<int> RunAsync(IReadOnlyList<IScenario> scenarios, TimeSpan duration, int firstSeed)
    {
        var total = Stopwatch.StartNew();
        int seed = firstSeed;
        int runs = 0;
        do
        {
            foreach (IScenario scenario in scenarios)
            {
                var watch = Stopwatch.StartNew();
                using var watchdog = new Watchdog(scenario, seed);
                try
                {
                    string outcome = await scenario.RunAsync(new Random(seed), watchdog);
                    Console.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"ok    {scenario.Name,-24} seed {seed,-12} {watch.Elapsed.TotalSeconds,6:F1} s  {outcome}"));
                    runs++;
                }
                catch (ViolationException violation)
                {
                    Console.WriteLine($"FAIL  {scenario.Name,-24} seed {seed}");
                    Console.WriteLine(violation.Message);
                    Console.WriteLine($"Again: run --scenario {scenario.Name} --seed {seed}");
                    return 1;
                }
            }

            seed = unchecked(seed + 1);
        }
        while (total.Elapsed < duration);

        Console.WriteLine($"{runs} passed, 0 failed");
        return 0;
    }
}
