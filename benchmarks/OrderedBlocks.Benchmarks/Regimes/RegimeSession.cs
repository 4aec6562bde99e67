using System.Diagnostics;
using OrderedBlocks.Benchmarks.CacheLines;

namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>Measures regimes: within each, both sides take turns, forwards and backwards.</summary>
internal sealed class RegimeSession(RegimeSettings settings)
{
    // Memory is counted, not timed: more rounds would say the same.
    private const int MemoryRounds = 3;

    // A round may take so many times what it should before the next one gets fewer items.
    private const int Overrun = 4;

    // Longer than the runtime waits before it compiles anew.
    private static readonly TimeSpan s_compilerPause = TimeSpan.FromMilliseconds(120);

    private string? _group;

    public RegimeResult Run(Regime regime)
    {
        if (regime.IsMemory)
        {
            return Measure(regime, regime.LeastItems, settings.IsQuick ? 1 : Math.Min(settings.Rounds, MemoryRounds));
        }

        int items = FindItems(regime);
        if (!settings.IsQuick)
        {
            SampleDistance(regime);
        }

        return Measure(regime, items, settings.Rounds);
    }

    // Both sides of a round run the same number of items. Where a regime is fast one time and slow the next, rounds may differ.
    private RegimeResult Measure(Regime regime, int items, int rounds)
    {
        var ours = new List<RegimeSample>();
        var theirs = new List<RegimeSample>();
        int current = items;
        for (int round = 0; round < rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            if (round % 2 == 0)
            {
                ours.Add(RegimeMeter.Run(regime, regime.Ours, current));
            }

            theirs.Add(RegimeMeter.Run(regime, regime.Theirs, current));
            if (round % 2 != 0)
            {
                ours.Add(RegimeMeter.Run(regime, regime.Ours, current));
            }

            if (!regime.IsMemory)
            {
                double share = Overrun * 2 * settings.Time / Stopwatch.GetElapsedTime(start);
                current = share < 1 ? Math.Max(Math.Min(current, Least(regime)), (int)(current * share)) : current;
            }
        }

        return new RegimeResult(regime, items, ours, theirs);
    }

    /// <summary>Warms both sides up, and finds how many items take the time that a run should take.</summary>
    /// <remarks>
    /// The runtime compiles a method several times, the last time by what it has counted in the version before. That version is slow,
    /// above all where threads share its counters. The runtime puts compiling off while new methods keep coming. So there is a pause
    /// from time to time.
    /// </remarks>
    private int FindItems(Regime regime)
    {
        if (regime.LeastItems >= regime.MostItems)
        {
            return Scaled(regime.MostItems);
        }

        int least = Least(regime);
        int most = Math.Max(least, Scaled(regime.MostItems));
        int items = least;
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            long turn = Stopwatch.GetTimestamp();
            RegimeMeter.RunUncollected(regime, regime.Ours, items);
            RegimeMeter.RunUncollected(regime, regime.Theirs, items);
            TimeSpan taken = Stopwatch.GetElapsedTime(turn);
            bool isLong = taken >= settings.Time || items >= most;
            if (isLong && Stopwatch.GetElapsedTime(start) >= settings.WarmUp)
            {
                return (int)Math.Clamp(items * (2 * settings.Time / taken), least, most);
            }

            if (isLong && !settings.IsQuick)
            {
                Thread.Sleep(s_compilerPause);
            }

            items = isLong ? items : (int)Math.Min(most, items * 2L);
        }
    }

    private int Least(Regime regime) => regime.LeastItems >= regime.MostItems
        ? Scaled(regime.MostItems)
        : regime.LeastItems;

    private void SampleDistance(Regime regime)
    {
        if (regime.Group != _group)
        {
            _group = regime.Group;
            Distance.Sample();
        }
    }

    private int Scaled(int items) => settings.IsQuick ? Math.Max(1, items / 10) : items;
}
