extern alias Model;
using System.CommandLine;
using System.CommandLine.Parsing;
using Model::ModelChecking;
using Model::OrderedBlocks.Plants;
using Model::OrderedBlocks.Scenarios;

namespace OrderedBlocks.Stress.Commands;

/// <summary>The command <c>model</c>: explores the executions of the library's own sources.</summary>
internal static class ModelCommand
{
    public static Command Create()
    {
        var scenario = new Option<string?>("--scenario")
        {
            Description = "Explore this one only; 'long': each of those that the tests leave out. Default: all of them, in turn.",
        };
        scenario.Validators.Add(static result => Check(result, static name => name == "long" ? name : FindScenario(ScenarioCatalog.All, name), "scenario"));
        var plant = new Option<string?>("--plant")
        {
            Description = "Plant this bug first; explores the scenario that must find it, with 0, 1, 2, ... preemptions. "
                + "'all': each; 'long': each of those that the tests leave out.",
        };
        plant.Validators.Add(static result => Check(result, static name => name is "all" or "long" ? name : FindPlant(name), "plant"));
        var preemptions = new Option<int?>("--preemptions") { Description = "The bound. Default: that of the tests, 3 for plants." };
        preemptions.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int?>() is < 0 or > 100)
            {
                result.AddError("--preemptions takes a number from 0 to 100.");
            }
        });
        var seed = new Option<int?>("--seed") { Description = "Executions at random, with this seed, instead of all of them." };
        var minutes = new Option<double>("--minutes")
        {
            Description = "For each scenario, at the most. An exploration that was not complete says so. Default: 10, at random 1.",
        };
        minutes.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<double>() is <= 0 or > 100_000 or double.NaN)
            {
                result.AddError("--minutes takes a number above 0, up to 100000.");
            }
        });
        var replay = new Option<string?>("--replay") { Description = "Print one execution: the choices that a violation printed." };
        var list = new Option<bool>("--list") { Description = "Name the scenarios and the plants, and end." };

        var model = new Command("model", "Explores the executions of the library's sources; ends with code 1 at a violation.")
        {
            scenario, plant, preemptions, seed, minutes, replay, list,
        };
        model.Validators.Add(result =>
        {
            if (result.GetResult(replay) is not null && result.GetValue(scenario) is null or "long" && result.GetValue(plant) is null or "all" or "long")
            {
                result.AddError("--replay needs --scenario or --plant: whose execution it is.");
            }
        });
        model.SetAction(result =>
        {
            if (result.GetValue(list))
            {
                ModelReport.List();
                return 0;
            }

            double limit = result.GetResult(minutes) is null
                ? result.GetValue(seed) is null ? 10 : 1
                : result.GetValue(minutes);
            var session = new ModelSession(result.GetValue(preemptions), result.GetValue(seed), TimeSpan.FromMinutes(limit));
            ScenarioCase? one = result.GetValue(scenario) is { } name and not "long" ? FindScenario(ScenarioCatalog.All, name) : null;
            Plant? planted = result.GetValue(plant) is { } bug and not "all" and not "long" ? FindPlant(bug) : null;
            return result.GetValue(replay) is { } choices ? ModelSession.Replay(one, planted, choices)
                : planted is not null ? session.ExplorePlants([planted], one)
                : result.GetValue(plant) is { } which
                    ? session.ExplorePlants([.. PlantCatalog.All.Where(planted => which == "all" || planted.IsLong)], one)
                : one is not null ? session.ExploreScenarios([one])
                : session.ExploreScenarios(
                    [.. ScenarioCatalog.All.Where(explored => explored.IsLong || result.GetValue(scenario) is null)]);
        });
        return model;
    }

    /// <summary>The scenario of that name, or null.</summary>
    public static ScenarioCase? FindScenario(IReadOnlyList<ScenarioCase> all, string name) =>
        all.FirstOrDefault(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static Plant? FindPlant(string name) =>
        PlantCatalog.All.FirstOrDefault(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static void Check(OptionResult result, Func<string, object?> find, string what)
    {
        if (result.GetValueOrDefault<string?>() is { } name && find(name) is null)
        {
            result.AddError($"There is no {what} '{name}'. 'model --list' names those there are.");
        }
    }
}
