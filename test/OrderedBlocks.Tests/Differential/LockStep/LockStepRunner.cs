namespace OrderedBlocks.Tests.Differential;

/// <summary>Runs a program on two blocks, one step at a time, and compares all that can be seen after every step.</summary>
/// <remarks>
/// <para>How a step is known to be over, without a sleep of fixed length:</para>
/// <list type="number">
/// <item>Each world has a <see cref="BatonScheduler"/>, which the engine itself runs until its queue is empty. Nearly all
/// that a block does happens there, one thing at a time, in the same order on every machine.</item>
/// <item>What a block puts on the thread pool (the ends of sends, its own end, a timer) is waited for: the step is over
/// when both worlds look equal, twice in a row, with nothing run between and a <see cref="PoolFence"/> passed.</item>
/// <item>Two worlds may look equal because neither has begun. So the reference must also be at rest by
/// <see cref="RestRules"/>, which say what has to have ended by now; for what can be told of both worlds, both must.</item>
/// </list>
/// <para>
/// So a slow machine makes a step slow, not wrong: worlds differ only when they have not become equal within a limit that
/// is far above anything real. The limit is waited for only in a program that fails.
/// </para>
/// </remarks>
internal sealed class LockStepRunner(
    Func<DelegateRequest, Subject> reference, Func<DelegateRequest, Subject> subject, AllowedDifferences allowed, TimeSpan limit)
{
    /// <summary>Rounds of the final emptying; a program has fewer items.</summary>
    private const int MostRounds = 200;

    /// <summary>The failure, or null.</summary>
    public LockStepFailure? Run(Scenario scenario)
    {
        using var run = new LockStepRun(scenario, new World(scenario, reference), new World(scenario, subject), allowed, limit);
        for (int i = 0; i < scenario.Steps.Count && !run.IsSpent; i++)
        {
            if (run.Execute(i, scenario.Steps[i]) is LockStepFailure failure)
            {
                return failure;
            }
        }
        return run.Execute(scenario.Steps.Count, new Step(StepKind.OpenAllGates))
            ?? run.Execute(scenario.Steps.Count, new Step(StepKind.ReleaseAll))
            ?? run.Execute(scenario.Steps.Count, new Step(StepKind.LetGo))
            ?? Empty(run, scenario.Steps.Count)
            ?? run.Execute(scenario.Steps.Count, new Step(StepKind.DrainBuffers))
            ?? run.CheckEnd();
    }

    private static LockStepFailure? Empty(LockStepRun run, int index)
    {
        LockStepFailure? failure = null;
        for (int round = 0; round < MostRounds && failure is null && !run.Ended; round++)
        {
            failure = run.Execute(index, new Step(StepKind.TryReceiveAll));
        }
        return failure;
    }
}
