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
        HelpName = "quick|default|soak",
        DefaultValueFactory = static _ => RunSize.Default,
        CustomParser = static result =>
        {
            string word = result.Tokens[0].Value;
            if (Enum.TryParse(word, ignoreCase: true, out RunSize size) && Enum.IsDefined(size) && !char.IsDigit(word[0]))
            {
                return size;
            }

            result.AddError($"--size takes quick, default or soak, not '{word}'.");
            return RunSize.Default;
        },
    };
}
