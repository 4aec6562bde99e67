using System.Diagnostics;
using OrderedBlocks.Benchmarks.CacheLines;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Contests;

/// <summary>Contestants that take turns in every round, so that what the machine does meanwhile meets all of them.</summary>
internal static class Contest
{
    /// <summary>The time an item in ns of each contestant.</summary>
    public static Quartiles[] Run(IReadOnlyList<Contestant> contestants, int rounds)
    {
        // one that does not count first: buffers grow, and what was never run is compiled
        foreach (Contestant contestant in contestants)
        {
            Measure(contestant);
        }

        var samples = new List<double>[contestants.Count];
        for (int round = 0; round < rounds; round++)
        {
            Distance.Sample();
            for (int turn = 0; turn < samples.Length; turn++)
            {
                int index = round % 2 == 0 ? turn : samples.Length - 1 - turn;
                (samples[index] ??= []).Add(Measure(contestants[index]));
            }
        }

        return [.. samples.Select(Quartiles.Of)];
    }

    /// <summary>Runs until the methods are compiled as they stay.</summary>
    public static void WarmUp(IReadOnlyList<Contestant> contestants, TimeSpan each)
    {
        for (int round = 0; round < 3; round++)
        {
            foreach (Contestant contestant in contestants)
            {
                long start = Stopwatch.GetTimestamp();
                do
                {
                    Measure(contestant);
                }
                while (Stopwatch.GetElapsedTime(start) < each);
            }

            // more than the runtime waits before it compiles anew
            Thread.Sleep(150);
        }
    }

    private static double Measure(Contestant contestant)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long start = Stopwatch.GetTimestamp();
        Task.Run(contestant.RunAsync).GetAwaiter().GetResult();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / contestant.Items;
    }
}
