using System.CommandLine;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Commands;

/// <summary>Options that more than one command has.</summary>
internal static class StressOptions
{
    public static Option<string?> Scenario(string description)
    {
        var scenario = new Option<string?>("--scenario") { Description = description };
        scenario.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } name && ScenarioList.Find(name) is null)
            {
                result.AddError($"There is no scenario '{name}'. 'run --list' names those there are.");
            }
        });
        return scenario;
    }

    public static Option<RunSize> Size() => new("--size")
    {
        Description = "quick: one round of few items. default: rounds of all items for 10 minutes. soak: for an hour.",
        DefaultValueFactory = static _ => RunSize.Default,
    };
}
