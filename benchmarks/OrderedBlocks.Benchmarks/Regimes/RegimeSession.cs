using System.Diagnostics;
using OrderedBlocks.Benchmarks.CacheLines;

namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>Measures regimes: within each, both sides take turns, forwards and backwards.</summary>
internal sealed class RegimeSession(RegimeSettings settings)
{
    // Memory is counted, not timed: more rounds would say the same.
    private const int MemoryRounds = 3;

    public RegimeResult Run(Regime regime)
    {
        if (regime.IsMemory)
        {
            return Measure(regime, regime.LeastItems, Math.Min(settings.Rounds, MemoryRounds));
        }

        int items = FindItems(regime);

        // longer than the runtime waits before it compiles anew
        Thread.Sleep(settings.IsQuick ? 20 : 120);
        Distance.Sample();
        return Measure(regime, items, settings.Rounds);
    }

    private static RegimeResult Measure(Regime regime, int items, int rounds)
    {
        var ours = new List<RegimeSample>();
        var theirs = new List<RegimeSample>();
        for (int round = 0; round < rounds; round++)
        {
            if (round % 2 == 0)
            {
                ours.Add(RegimeMeter.Run(regime, regime.Ours, items));
            }

            theirs.Add(RegimeMeter.Run(regime, regime.Theirs, items));
            if (round % 2 != 0)
            {
                ours.Add(RegimeMeter.Run(regime, regime.Ours, items));
            }
        }

        return new RegimeResult(regime, items, ours, theirs);
    }

    /// <summary>Warms both sides up, and finds how many items take the time that a run should take.</summary>
    private int FindItems(Regime regime)
    {
        if (regime.LeastItems >= regime.MostItems)
        {
            return Scaled(regime.MostItems);
        }

        int most = Math.Max(regime.LeastItems, Scaled(regime.MostItems));
        int items = Math.Min(regime.LeastItems, most);
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            long turn = Stopwatch.GetTimestamp();
            RegimeMeter.Run(regime, regime.Ours, items);
            RegimeMeter.Run(regime, regime.Theirs, items);
            TimeSpan taken = Stopwatch.GetElapsedTime(turn);
            bool isLong = taken >= settings.Time || items >= most;
            if (isLong && Stopwatch.GetElapsedTime(start) >= settings.WarmUp)
            {
                return (int)Math.Clamp(items * (2 * settings.Time / taken), regime.LeastItems, most);
            }

            items = isLong ? items : (int)Math.Min(most, items * 2L);
        }
    }

    private int Scaled(int items) => settings.IsQuick ? Math.Max(1, items / 10) : items;
}
