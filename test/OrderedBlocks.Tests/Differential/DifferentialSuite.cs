using System.Diagnostics;
using System.Globalization;

namespace OrderedBlocks.Tests.Differential;

/// <summary>Runs many programs, and says all about the first that fails.</summary>
/// <remarks>
/// <c>DIFFERENTIAL_SEEDS</c> sets the number of programs of each run, <c>DIFFERENTIAL_SEED</c> runs one program alone:
/// <c>DIFFERENTIAL_SEED=4711 dotnet test --filter Differential</c> replays it.
/// </remarks>
internal static class DifferentialSuite
{
    /// <summary>How long the worlds may take to agree. Far above anything real; waited for only in a failed program.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>The same while a failure is made shorter, where a wrong guess costs nothing.</summary>
    private static readonly TimeSpan s_shrinkLimit = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan s_shrinkBudget = TimeSpan.FromSeconds(30);

    /// <summary>Seeds from <paramref name="first"/> on, unless the environment says otherwise.</summary>
    public static IEnumerable<int> Seeds(int first, int count)
    {
        return Number("DIFFERENTIAL_SEED") is int seed
            ? [seed]
            : Enumerable.Range(first, Number("DIFFERENTIAL_SEEDS") ?? count);
    }

    /// <summary>Fails the test with the first program in which the block is not what the reference is.</summary>
    public static void Check(
        Func<DelegateRequest, Subject> subject, AllowedDifferences allowed, IEnumerable<int> seeds, TestContext context)
    {
        long start = Stopwatch.GetTimestamp();
        int programs = 0;
        LockStepFailure? failure = null;
        DedicatedThread.Run(() =>
        {
            var runner = new LockStepRunner(Subjects.TransformBlock, subject, allowed, Limit);
            foreach (int seed in seeds)
            {
                programs++;
                failure = runner.Run(ScenarioGenerator.Generate(seed));
                if (failure is not null)
                {
                    var shrinking = new LockStepRunner(Subjects.TransformBlock, subject, allowed, s_shrinkLimit);
                    failure = new Shrinker(shrinking.Run, s_shrinkBudget).Shrink(failure);
                    break;
                }
            }
        });
        context.WriteLine($"{programs} programs in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
        foreach ((string rule, int times) in allowed.Used)
        {
            context.WriteLine($"  {rule}: {times} times");
        }
        Assert.IsNull(failure, $"seed {failure?.Scenario.Seed}, {failure}");
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : null;
}
