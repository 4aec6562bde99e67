using OrderedBlocks.Stress.Scenarios;

namespace OrderedBlocks.Stress;

/// <summary>The scenarios, in the order in which they run.</summary>
internal static class ScenarioList
{
    public static IReadOnlyList<IScenario> All { get; } = [new FourProducers(), new CompetingBlocks()];
}
