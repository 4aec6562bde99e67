using System.Diagnostics;
using OrderedBlocks.Benchmarks.CacheLines;
using OrderedBlocks.Benchmarks.Support;
using OrderedBlocks.Benchmarks.Systems;

namespace OrderedBlocks.Benchmarks.BreakEven;

/// <summary>
/// The sweep. All systems take turns in one process, at every size and in every round, so that what the machine does meanwhile
/// meets all of them; every other round goes backwards, so that none always follows the same other.
/// </summary>
internal sealed class BreakEvenSession(BreakEvenSettings settings)
{
    private const int VerifiedItems = 5000;
    private const int PilotItems = 5000;

    // longer than the 100 ms for which the runtime waits before it compiles hot methods anew
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(150);

    public BreakEvenResult Run()
    {
        _ = Work.CalibrateNanoseconds();
        WarmUp();
        double nanosecondsARound = Work.CalibrateNanoseconds();
        Console.Error.WriteLine($"a round of work takes {nanosecondsARound:0.000} ns");

        Work[] works = [.. settings.Sizes.Select(size => Work.OfNanoseconds(size, nanosecondsARound))];
        int[,] items = FindItemCounts(works);
        var result = new BreakEvenResult(settings, nanosecondsARound);
        for (int round = 0; round < settings.Rounds; round++)
        {
            Console.Error.WriteLine($"round {round + 1} of {settings.Rounds}");
            Distance.Sample();
            for (int size = 0; size < works.Length; size++)
            {
                for (int turn = 0; turn < settings.Systems.Count; turn++)
                {
                    int index = round % 2 == 0 ? turn : settings.Systems.Count - 1 - turn;
                    ISystem system = settings.Systems[index];
                    result.Add(system, settings.Sizes[size], Meter.Run(system, works[size], items[index, size]));
                }
            }
        }

        return result;
    }

    // until everything is compiled as it stays: work, so that it counts as hot, and pauses in which that happens
    private void WarmUp()
    {
        Work[] works = [new Work(0), new Work(50)];
        for (int round = 0; round < 3; round++)
        {
            foreach (ISystem system in settings.Systems)
            {
                Meter.VerifyResults(system, works[round % 2], VerifiedItems);
                long start = Stopwatch.GetTimestamp();
                for (int run = 0; Stopwatch.GetElapsedTime(start) < settings.WarmUp; run++)
                {
                    Meter.Run(system, works[run % 2], PilotItems);
                }
            }

            Thread.Sleep(s_pause);
        }
    }

    private int[,] FindItemCounts(Work[] works)
    {
        var counts = new int[settings.Systems.Count, works.Length];
        for (int system = 0; system < settings.Systems.Count; system++)
        {
            for (int size = 0; size < works.Length; size++)
            {
                counts[system, size] = settings.Items
                    ?? CountFor(Meter.Run(settings.Systems[system], works[size], PilotItems).Nanoseconds);
            }
        }

        return counts;
    }

    private int CountFor(double nanosecondsAnItem) =>
        (int)Math.Clamp(settings.Time.TotalNanoseconds / nanosecondsAnItem, PilotItems, 100_000_000);
}
