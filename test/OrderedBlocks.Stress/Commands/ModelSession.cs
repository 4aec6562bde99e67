extern alias Model;
using Model::ModelChecking;
using Model::OrderedBlocks.Plants;
using Model::OrderedBlocks.Scenarios;

namespace OrderedBlocks.Stress.Commands;

/// <summary>One run of the command <c>model</c>.</summary>
/// <param name="preemptions">The bound; null for that of the scenario.</param>
/// <param name="seed">For executions at random; null for all of them.</param>
/// <param name="limit">For each scenario.</param>
internal sealed class ModelSession(int? preemptions, int? seed, TimeSpan limit)
{
    private const int MostPreemptionsOfPlants = 3;

    private static readonly TimeSpan s_shorten = TimeSpan.FromSeconds(5);

    /// <summary>Explores scenarios. Returns the exit code.</summary>
    public int ExploreScenarios(IReadOnlyList<ScenarioCase> scenarios)
    {
        ModelReport.BeginScenarios();
        foreach (ScenarioCase scenario in scenarios)
        {
            var explorer = new Explorer(scenario, ScenarioCatalog.FormatValue);
            Exploration exploration = seed is { } known
                ? explorer.ExploreRandomly(known, long.MaxValue, limit)
                : explorer.ExploreAll(preemptions ?? scenario.Preemptions, limit);
            ModelReport.Add(scenario, seed is null ? $"{preemptions ?? scenario.Preemptions}" : $"seed {seed}", exploration);
            if (exploration.Finding is { } finding)
            {
                ModelReport.Add(finding, $"--scenario {scenario.Name}");
                return 1;
            }
        }

        return 0;
    }

    /// <summary>Explores with a bug planted, each in the scenario made for it or in the given one. Returns the exit code.</summary>
    public int ExplorePlants(IReadOnlyList<Plant> plants, ScenarioCase? instead)
    {
        ModelReport.BeginPlants();
        int missed = 0;
        Finding? last = null;
        foreach (Plant given in plants)
        {
            Plant plant = instead is null ? given : given with { Scenario = instead.Name };
            Explorer explorer = ExplorerOf(plant);
            Exploration exploration = explorer.ExploreDeepening(preemptions ?? MostPreemptionsOfPlants, limit);
            if (exploration.Finding is { } finding)
            {
                exploration = exploration with { Finding = explorer.Shorten(finding, s_shorten) };
            }

            ModelReport.Add(plant, exploration);
            missed += exploration.Finding is null ? 1 : 0;
            last = exploration.Finding;
        }

        if (plants.Count == 1 && last is not null)
        {
            ModelReport.Add(last, $"--plant {plants[0].Name}");
        }

        Console.WriteLine();
        Console.WriteLine($"{plants.Count - missed} found, {missed} not found");
        return missed == 0 ? 0 : 1;
    }

    /// <summary>Prints one execution. Returns the exit code.</summary>
    public static int Replay(ScenarioCase? scenario, Plant? plant, string choices)
    {
        Explorer explorer = plant is null
            ? new Explorer(scenario!, ScenarioCatalog.FormatValue)
            : ExplorerOf(scenario is null ? plant : plant with { Scenario = scenario.Name });
        try
        {
            Exploration exploration = explorer.Replay(choices, out string trace);
            Console.WriteLine(trace);
            Console.WriteLine(exploration.Finding?.Violation ?? "Nothing was violated.");
            return exploration.Finding is null ? 0 : 1;
        }
        catch (FormatException error)
        {
            Console.Error.WriteLine($"--replay: {error.Message}");
            return 1;
        }
    }

    private static Explorer ExplorerOf(Plant plant) => new(
        ModelCommand.FindScenario(MutantCompiler.Compile(plant), plant.Scenario)
            ?? throw new InvalidOperationException($"Plant '{plant.Name}' names no scenario."),
        ScenarioCatalog.FormatValue);
}
