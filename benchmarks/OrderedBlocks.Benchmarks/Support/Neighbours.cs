using System.Globalization;

namespace OrderedBlocks.Benchmarks.Support;

/// <summary>
/// What other processes took of the machine's processors since this one began to measure: figures that were taken while others
/// worked are to be read with care, or not at all. Known on Linux only.
/// </summary>
internal static class Neighbours
{
    // the kernel counts in hundredths of a second for programs, whatever its own tick is
    private const double SecondsATick = 0.01;

    private static readonly double s_busyBefore = BusySeconds();
    private static readonly TimeSpan s_ownBefore = Environment.CpuUsage.TotalTime;
    private static readonly long s_start = Environment.TickCount64;

    /// <summary>Their share of all processors' time, for people; an empty text where it is not known.</summary>
    public static string Share()
    {
        double elapsed = (Environment.TickCount64 - s_start) / 1000.0 * Environment.ProcessorCount;
        double others = BusySeconds() - s_busyBefore - (Environment.CpuUsage.TotalTime - s_ownBefore).TotalSeconds;
        return double.IsNaN(others) || elapsed < 0.1 ? "" : $"{Math.Max(0, others / elapsed):P0} of the machine in use by others";
    }

    // the first line sums up all processors: user, nice, system, idle, waiting for a disk, interrupts, soft interrupts, stolen
    private static double BusySeconds()
    {
        try
        {
            double[] ticks = [.. File.ReadLines("/proc/stat").First()
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Skip(1)
                .Take(8)
                .Select(static word => double.Parse(word, CultureInfo.InvariantCulture))];
            return ticks.Length < 8 ? double.NaN : (ticks.Sum() - ticks[3] - ticks[4]) * SecondsATick;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            return double.NaN;
        }
    }
}
