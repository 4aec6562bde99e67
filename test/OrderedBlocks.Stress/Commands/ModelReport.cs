extern alias Model;
using System.Globalization;
using Model::ModelChecking;
using Model::OrderedBlocks.Plants;
using Model::OrderedBlocks.Scenarios;

namespace OrderedBlocks.Stress.Commands;

/// <summary>What the command <c>model</c> prints: tables that a document can take over as they are.</summary>
internal static class ModelReport
{
    public static void List()
    {
        foreach (ScenarioCase scenario in ScenarioCatalog.All)
        {
            Console.WriteLine($"{scenario.Name,-20}{scenario.Summary}");
        }

        Console.WriteLine();
        foreach (Plant plant in PlantCatalog.All)
        {
            Console.WriteLine($"{plant.Name,-26}{plant.Summary} ({plant.Scenario})");
        }
    }

    public static void BeginScenarios()
    {
        Console.WriteLine("| scenario | preemptions | executions | states | deepest | time | |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
    }

    public static void Add(ScenarioCase scenario, string bound, Exploration exploration) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {scenario.Name} | {bound} | {exploration.Executions:N0} | {exploration.States:N0} | {exploration.Deepest} | "
            + $"{exploration.Elapsed.TotalSeconds:F1} s | {Outcome(exploration)} |"));

    public static void BeginPlants()
    {
        Console.WriteLine("| plant | scenario | found with preemptions | steps | executions | time |");
        Console.WriteLine("|---|---|---|---|---|---|");
    }

    public static void Add(Plant plant, Exploration exploration) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {plant.Name} | {plant.Scenario} | {exploration.Finding?.Preemptions.ToString(CultureInfo.InvariantCulture) ?? "NOT FOUND"} | "
            + $"{exploration.Finding?.Steps} | {exploration.Executions:N0} | {exploration.Elapsed.TotalSeconds:F1} s |"));

    public static void Add(Finding finding, string arguments)
    {
        Console.WriteLine();
        Console.WriteLine(finding.Violation);
        Console.WriteLine(finding.Trace);
        Console.WriteLine($"Again: model {arguments} --replay {(finding.Replay.Length == 0 ? "\"\"" : finding.Replay)}");
    }

    private static string Outcome(Exploration exploration) =>
        exploration.Finding is not null ? "VIOLATION"
        : exploration.IsComplete ? "complete"
        : exploration.States == 0 ? "at random"
        : "not complete";
}
