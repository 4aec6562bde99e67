using System.Diagnostics;
using System.Globalization;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Commands;

/// <summary>Runs scenarios in rounds until the time is up or one fails, and reports.</summary>
internal sealed class StressSession(IReadOnlyList<IScenario> scenarios, RunSize size, TimeSpan duration, int firstSeed)
{
    private readonly Dictionary<IScenario, ScenarioTotal> _totals = [];

    /// <summary>Returns the program's exit code.</summary>
    public async Task<int> RunAsync()
    {
        var elapsed = Stopwatch.StartNew();
        int seed = firstSeed;
        int passed = 0;
        Console.WriteLine($"{size} size, first seed {seed}, {Environment.ProcessorCount} processors, .NET {Environment.Version}");
        do
        {
            foreach (IScenario scenario in scenarios)
            {
                // The first round is always whole.
                if (seed != firstSeed && elapsed.Elapsed >= duration)
                {
                    break;
                }

                if (!await RunOneAsync(scenario, seed))
                {
                    Console.WriteLine($"{passed} passed, 1 failed");
                    return 1;
                }

                passed++;
            }

            seed = unchecked(seed + 1);
        }
        while (elapsed.Elapsed < duration);

        if (seed != unchecked(firstSeed + 1))
        {
            PrintTotals();
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{passed} passed, 0 failed, {elapsed.Elapsed.TotalSeconds:F1} s"));
        return 0;
    }

    private static string Again(IScenario scenario, int seed, RunSize size) =>
        $"run --scenario {scenario.Name} --size {size.ToString().ToLowerInvariant()} --minutes 0 --seed {seed}";

    private async Task<bool> RunOneAsync(IScenario scenario, int seed)
    {
        var watch = Stopwatch.StartNew();
        string again = Again(scenario, seed, size);
        using var watchdog = new Watchdog($"{scenario.Name} seed {seed}", again);
        var run = new StressRun(seed, size, watchdog);
        try
        {
            // On a pool thread of its own: a scenario may begin with synchronous work.
            await Task.Run(() => scenario.RunAsync(run));
        }
#pragma warning disable CA1031 // what a scenario does not expect is a failure of it, whatever it is
        catch (Exception error)
#pragma warning restore CA1031
        {
            Console.WriteLine($"FAIL  {scenario.Name} seed {seed}");
            Console.WriteLine(error is ViolationException ? error.Message : error.ToString());
            Console.WriteLine($"Again: {again}");
            return false;
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"ok    {scenario.Name,-27} seed {seed,-12} {watch.Elapsed.TotalSeconds,6:F1} s  {run}"));
        if (!_totals.TryGetValue(scenario, out ScenarioTotal? total))
        {
            _totals.Add(scenario, total = new ScenarioTotal());
        }

        total.Add(watch.Elapsed, run.Counts);
        return true;
    }

    private void PrintTotals()
    {
        Console.WriteLine();
        foreach (IScenario scenario in scenarios.Where(_totals.ContainsKey))
        {
            Console.WriteLine($"total {scenario.Name,-27} {_totals[scenario]}");
        }
    }
}
