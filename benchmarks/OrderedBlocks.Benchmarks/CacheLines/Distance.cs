using System.Collections.Concurrent;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.CacheLines;

/// <summary>
/// How far apart the processors are while something else is measured. In a virtual machine that may change from one run to the
/// next, by a factor of four, and everything that threads hand over changes with it. So runners take a sample every round,
/// and results say what the samples were.
/// </summary>
internal static class Distance
{
    private const int Count = 20_000;

    private static readonly ConcurrentQueue<double> s_samples = [];

    /// <summary>Takes a sample; needs a few ms.</summary>
    public static void Sample()
    {
        // its threads spin for each other
        if (Environment.ProcessorCount >= 2)
        {
            s_samples.Enqueue(LineCosts.RoundTrip(Count));
        }
    }

    /// <summary>The samples so far, for people; an empty text if there are none.</summary>
    public static string Describe()
    {
        if (s_samples.IsEmpty)
        {
            return "";
        }

        var time = Quartiles.Of(s_samples);
        return $"line round trip {time.Median:0} ns ({time.Lower:0} to {time.Upper:0})";
    }
}
