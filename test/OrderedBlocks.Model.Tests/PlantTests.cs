using ModelChecking;
using OrderedBlocks.Plants;
using OrderedBlocks.Scenarios;

namespace OrderedBlocks.Model.Tests;

[TestClass]
public class PlantTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(4);

    // The others: "model --plant long" of the stress program.
    public static IEnumerable<object[]> Names =>
        PlantCatalog.All.Where(static plant => !plant.IsLong).Select(static plant => new object[] { plant.Name });

    [TestMethod]
    public void Plants_All_FitTheSourcesAndCompile()
    {
        List<string> problems = [];
        foreach (Plant plant in PlantCatalog.All)
        {
            try
            {
                MutantCompiler.CheckFit(plant);
            }
            catch (InvalidOperationException problem)
            {
                problems.Add(problem.Message);
            }
        }

        Assert.IsEmpty(problems, string.Join('\n', problems));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Plant_InTheScenarioMadeForIt_IsFoundAndFoundAgainByItsReplay(string name)
    {
        Plant plant = PlantCatalog.All.Single(plant => plant.Name == name);
        ScenarioCase scenario = MutantCompiler.Compile(plant).Single(scenario => scenario.Name == plant.Scenario);
        var explorer = new Explorer(scenario, ScenarioCatalog.FormatValue);

        Exploration exploration = explorer.ExploreDeepening(preemptions: 3, s_limit);

        Assert.IsNotNull(exploration.Finding, $"Not found in {exploration.Executions} executions.");
        Exploration again = explorer.Replay(exploration.Finding.Replay, out _);
        Assert.AreEqual(exploration.Finding.Violation, again.Finding?.Violation);
    }
}
