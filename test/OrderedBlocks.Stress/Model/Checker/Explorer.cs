using System.Diagnostics;

namespace ModelChecking;

/// <summary>Runs a scenario's executions, one after the other, until one violates something.</summary>
public sealed class Explorer(ScenarioCase scenario, Func<string, long, string> format)
{
    private readonly CarrierPool _carriers = new();

    /// <summary>All executions with at most so many preemptions.</summary>
    /// <param name="preemptions">The bound, from 0.</param>
    /// <param name="limit">When to give up.</param>
    /// <param name="forgets">Whether a state that was met before is explored again: slow, and only there to be compared with.</param>
    public Exploration ExploreAll(int preemptions, TimeSpan limit, bool forgets = false)
    {
        var strategy = new DepthFirst(preemptions, forgets);
        return Explore(strategy, limit, strategy.TryAdvance, () => strategy.States);
    }

    /// <summary>As <see cref="ExploreAll"/> with a bound of 0, 1, 2, ...: what it finds has the fewest preemptions.</summary>
    /// <param name="preemptions">The last bound.</param>
    /// <param name="limit">When to give up, for each bound.</param>
    public Exploration ExploreDeepening(int preemptions, TimeSpan limit)
    {
        Exploration last;
        int bound = 0;
        do
        {
            last = ExploreAll(bound, limit);
        }
        while (bound++ < preemptions && last.IsComplete);

        return last;
    }

    /// <summary>Goes on looking, with the same number of preemptions, for a violation in fewer steps.</summary>
    /// <param name="known">A violation.</param>
    /// <param name="limit">When to be content with what there is.</param>
    /// <returns>The shortest one that was found.</returns>
    public Finding Shorten(Finding known, TimeSpan limit)
    {
        var watch = Stopwatch.StartNew();
        var strategy = new DepthFirst(known.Preemptions);
        string? shortest = null;
        int steps = int.MaxValue;
        do
        {
            var run = new ModelRun(scenario.Create(), strategy, trace: null);
            run.Run(_carriers);
            if (run.Violation is not null && run.Steps < steps)
            {
                steps = run.Steps;
                shortest = run.ReplayString;
            }
        }
        while (strategy.TryAdvance() && watch.Elapsed < limit);

        return shortest is null ? known : Replay(shortest, out _).Finding!;
    }

    /// <summary>Executions picked at random.</summary>
    /// <param name="seed">Gives the same ones again.</param>
    /// <param name="executions">How many, at the most.</param>
    /// <param name="limit">When to give up.</param>
    public Exploration ExploreRandomly(int seed, long executions, TimeSpan limit)
    {
        long left = executions;
        Exploration result = Explore(new RandomWalk(seed), limit, () => --left > 0, static () => 0);
        return result with { IsComplete = false };
    }

    /// <summary>One run.</summary>
    /// <param name="replay">Its choices, as a finding gives them.</param>
    /// <param name="trace">Its steps.</param>
    /// <exception cref="FormatException">There are no such choices.</exception>
    public Exploration Replay(string replay, out string trace)
    {
        ModelRun run = Run(new Replay(replay), out trace, out int steps);
        Finding? finding = run.Violation is { } violation
            ? new Finding(violation, run.PreemptionsMade, steps, replay, trace)
            : null;
        return new Exploration(1, 0, run.Steps, TimeSpan.Zero, IsComplete: false, finding);
    }

    private Exploration Explore(IStrategy strategy, TimeSpan limit, Func<bool> tryAdvance, Func<int> countStates)
    {
        var watch = Stopwatch.StartNew();
        long executions = 0;
        int deepest = 0;
        while (true)
        {
            var run = new ModelRun(scenario.Create(), strategy, trace: null);
            run.Run(_carriers);
            executions++;
            deepest = Math.Max(deepest, run.Steps);
            if (run.Violation is { } violation)
            {
                string replay = run.ReplayString;
                Run(new Replay(replay), out string trace, out int steps);
                var finding = new Finding(violation, run.PreemptionsMade, steps, replay, trace);
                return new Exploration(executions, countStates(), deepest, watch.Elapsed, IsComplete: false, finding);
            }

            if (!tryAdvance())
            {
                return new Exploration(executions, countStates(), deepest, watch.Elapsed, IsComplete: true, Finding: null);
            }

            if (watch.Elapsed > limit)
            {
                return new Exploration(executions, countStates(), deepest, watch.Elapsed, IsComplete: false, Finding: null);
            }
        }
    }

    private ModelRun Run(IStrategy strategy, out string trace, out int steps)
    {
        Scenario state = scenario.Create();
        var record = new Trace();
        var run = new ModelRun(state, strategy, record);
        run.Run(_carriers);
        var names = new CellNames(format);
        foreach ((string name, object root) in state.Roots)
        {
            names.Add(name, root);
        }

        trace = record.Format(names);
        steps = record.Length;
        return run;
    }
}
