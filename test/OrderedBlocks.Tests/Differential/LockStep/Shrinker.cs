using System.Diagnostics;

namespace OrderedBlocks.Tests.Differential;

/// <summary>Makes a failed program shorter: leaves out steps for as long as it still fails.</summary>
internal sealed class Shrinker(Func<Scenario, LockStepFailure?> run, TimeSpan budget)
{
    /// <summary>The shortest failure found within the budget: halves first, single steps last.</summary>
    public LockStepFailure Shrink(LockStepFailure failure)
    {
        long start = Stopwatch.GetTimestamp();
        // what comes after the failed step has not run
        Scenario scenario = failure.Scenario;
        if (failure.Index + 1 < scenario.Steps.Count)
        {
            scenario = scenario.Without(failure.Index + 1, scenario.Steps.Count - failure.Index - 1);
            failure = failure with { Scenario = scenario };
        }
        for (int size = Math.Max(1, scenario.Steps.Count / 2); size >= 1; size /= 2)
        {
            for (int at = failure.Scenario.Steps.Count - size; at >= 0; at -= size)
            {
                if (Stopwatch.GetElapsedTime(start) > budget)
                {
                    return failure;
                }
                if (at + size <= failure.Scenario.Steps.Count
                    && run(failure.Scenario.Without(at, size)) is LockStepFailure shorter)
                {
                    failure = shorter;
                }
            }
        }
        return failure;
    }
}
