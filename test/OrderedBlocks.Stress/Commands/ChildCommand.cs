using System.CommandLine;
using System.Diagnostics;
using OrderedBlocks.Stress.Confinement;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Commands;

/// <summary>The command <c>child</c>, which <c>run</c> gives to the processes that it starts. Not for people.</summary>
internal static class ChildCommand
{
    public static Command Create()
    {
        Option<string?> scenario = StressOptions.Scenario("One that has a process of its own.");
        scenario.Required = true;
        Option<RunSize> size = StressOptions.Size();
        var seed = new Option<int>("--seed") { Required = true };
        var child = new Command("child") { scenario, size, seed };
        child.Hidden = true;

        // Not async: there must be no continuation on the pool, which the scenario may be going to limit.
        child.SetAction(result => Run(
            (InChild)ScenarioList.Find(result.GetValue(scenario)!)!, result.GetValue(size), result.GetValue(seed)));
        return child;
    }

    private static int Run(InChild scenario, RunSize size, int seed)
    {
        if (scenario.Limit == Limit.OneProcessor && (OperatingSystem.IsLinux() || OperatingSystem.IsWindows()))
        {
            using var process = Process.GetCurrentProcess();

            // The first of those that the process has, which need not be the machine's first.
            process.ProcessorAffinity = process.ProcessorAffinity & -process.ProcessorAffinity;
        }

        using var watchdog = new Watchdog($"{scenario.Name} seed {seed}, in its own process", "see the parent's");
        var run = new StressRun(seed, size, watchdog);
        try
        {
            scenario.Inner.RunAsync(run).GetAwaiter().GetResult();
        }
        catch (ViolationException violation)
        {
            Console.WriteLine(violation.Message);
            return 1;
        }

        foreach ((string what, long number) in run.Counts)
        {
            Console.WriteLine($"{ChildProcess.CountMark}{what}\t{number}");
        }

        return 0;
    }
}
