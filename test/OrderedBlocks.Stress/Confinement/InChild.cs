using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Confinement;

/// <summary>
/// A scenario that runs in a process of its own: because it limits the pool, because it might overflow a stack, because it
/// weighs the heap, or because the process itself is to be limited.
/// </summary>
internal sealed class InChild(IScenario inner, Limit limit = Limit.None) : IScenario
{
    /// <summary>Far above what any of them takes; the child's own watchdog is there for hangs.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(8);

    public string Name => limit switch
    {
        Limit.OneProcessor => inner.Name + "-one-cpu",
        Limit.Quota => inner.Name + "-quota",
        _ => inner.Name,
    };

    public string Summary => limit switch
    {
        Limit.OneProcessor => inner.Summary + " On one processor.",
        Limit.Quota => inner.Summary + " Stopped for three quarters of the time.",
        _ => inner.Summary,
    };

    /// <summary>To be run in the child.</summary>
    public IScenario Inner => inner;

    /// <summary>What the child does to itself before it begins.</summary>
    public Limit Limit => limit;

    public async Task RunAsync(StressRun run)
    {
        if (limit == Limit.Quota && OperatingSystem.IsWindows())
        {
            run.Count("skipped for want of signals", 1);
            return;
        }

        using var child = ChildProcess.Start(Name, run.Seed, run.Size, limit);
        run.Watchdog.Show(() => $"child {child.Id}, which should have ended itself");
        using var quota = limit == Limit.Quota ? new Quota(child.Id) : null;
        await child.WaitAsync(s_longest, run.Watchdog.Progress);
        foreach ((string what, long number) in child.Counts)
        {
            run.Count(what, number);
        }
    }
}
