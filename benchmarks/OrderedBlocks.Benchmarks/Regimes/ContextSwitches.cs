using System.Runtime.InteropServices;

namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>How often a thread of this process, ended ones included, has lost its processor. On Linux only.</summary>
internal static class ContextSwitches
{
    // struct rusage on a 64-bit Linux: four words of times, then fourteen counts, of which the last two are the switches
    private const int Words = 18;
    private const int Voluntary = 16;
    private const int Involuntary = 17;

    public static bool AreKnown { get; } = OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    public static double Count()
    {
        if (!AreKnown)
        {
            return double.NaN;
        }

        // more room than is needed, should the struct grow
        long[] usage = new long[Words * 2];
        return getrusage(0, usage) == 0 ? usage[Voluntary] + usage[Involuntary] : double.NaN;
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int getrusage(int whose, [Out] long[] usage);
}
