using System.Diagnostics;

namespace OrderedBlocks.Benchmarks.Support;

/// <summary>
/// One item's work: a chain of shifts, exclusive-ors and multiplications, each of which needs the one before it. The result
/// carries the item's number in its low half, so that who takes it can check the order.
/// </summary>
internal sealed class Work(int rounds)
{
    private const int CalibrationRounds = 1_000_000;

    public int Rounds { get; } = rounds;

    public long Transform(long item)
    {
        ulong mixed = (ulong)item + 1;
        for (int round = 0; round < Rounds; round++)
        {
            mixed = (mixed ^ (mixed >> 29)) * 0x9E3779B97F4A7C15;
        }

        return (long)(mixed << 32) | (uint)item;
    }

    /// <summary>The time of a round on this machine: the best of several tries, since a disturbance can only slow one.</summary>
    public static double CalibrateNanoseconds()
    {
        var work = new Work(CalibrationRounds);
        double best = double.MaxValue;
        long seed = 0;
        for (int attempt = 0; attempt < 40; attempt++)
        {
            long start = Stopwatch.GetTimestamp();
            seed ^= work.Transform(seed & 0xFFFF);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / CalibrationRounds);
        }

        // the tries depend on each other through the seed, so none of them can be left out
        return seed == long.MinValue ? double.NaN : best;
    }

    /// <summary>The work that takes so long when it is done alone.</summary>
    public static Work OfNanoseconds(double nanoseconds, double nanosecondsARound) =>
        new((int)Math.Round(nanoseconds / nanosecondsARound));
}
