using ModelChecking;

namespace OrderedBlocks.Model.Tests;

/// <summary>Two threads on two words, and what each of them has read. Known outcomes: the checker's memory must have exactly those.</summary>
internal sealed class LitmusScenario(Action<LitmusScenario>[] threads, ISet<string> outcomes) : Scenario
{
    public Cell X { get; private set; } = null!;

    public Cell Y { get; private set; } = null!;

    /// <summary>What was read, by whoever notes it at his place.</summary>
    public long[] Results { get; } = new long[4];

    public DataCell Data { get; } = new();

    public override IEnumerable<(string Name, object Root)> Roots => [("", this)];

    public override void Set(ModelRun run)
    {
        // Here they belong to the execution, and are the same for the hash of its states whoever writes them first.
        X = ModelRun.CreateCell(0);
        Y = ModelRun.CreateCell(0);
        for (int i = 0; i < threads.Length; i++)
        {
            Action<LitmusScenario> body = threads[i];
            run.AddThread($"thread{i + 1}", () => body(this));
        }
    }

    public override void CheckEnd(ModelRun run) => outcomes.Add(string.Join(' ', Results));

    /// <summary>Explores all executions of these threads.</summary>
    public static (Exploration Exploration, HashSet<string> Outcomes) Explore(params Action<LitmusScenario>[] threads)
    {
        HashSet<string> outcomes = [];
        var scenario = new ScenarioCase("litmus", "", 3, () => new LitmusScenario(threads, outcomes));
        var explorer = new Explorer(scenario, static (_, value) => $"{value}");
        return (explorer.ExploreAll(3, TimeSpan.FromMinutes(1)), outcomes);
    }
}
