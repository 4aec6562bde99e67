using ModelChecking;
using OrderedBlocks.Scenarios;

namespace OrderedBlocks.Model.Tests;

[TestClass]
public class ScenarioTests
{
    // Not a bound on the time: an exploration that would take longer is too large for a test, and says so.
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(4);

    // The others: "model --scenario long" of the stress program.
    public static IEnumerable<object[]> Names =>
        ScenarioCatalog.All.Where(static scenario => !scenario.IsLong).Select(static scenario => new object[] { scenario.Name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Scenario_InAllExecutionsWithinItsBound_Holds(string name)
    {
        ScenarioCase scenario = ScenarioCatalog.All.Single(scenario => scenario.Name == name);

        Exploration exploration =
            new Explorer(scenario, ScenarioCatalog.FormatValue).ExploreAll(scenario.Preemptions, s_limit);

        Assert.IsNull(exploration.Finding, $"{exploration.Finding?.Violation}\n{exploration.Finding?.Trace}");
        Assert.IsTrue(exploration.IsComplete, "The exploration was given up.");
        Console.WriteLine($"{exploration.Executions} executions, {exploration.States} states, {exploration.Deepest} steps");
    }

    [TestMethod]
    public void RandomExecutions_OfAllScenarios_Hold()
    {
        foreach (ScenarioCase scenario in ScenarioCatalog.All)
        {
            Exploration exploration =
                new Explorer(scenario, ScenarioCatalog.FormatValue).ExploreRandomly(seed: 1, executions: 200, s_limit);

            Assert.IsNull(exploration.Finding, $"{scenario.Name}: {exploration.Finding?.Violation}\n{exploration.Finding?.Trace}");
            Assert.AreEqual(200, exploration.Executions);
        }
    }
}
