using System.Diagnostics;

namespace OrderedBlocks.Benchmarks.Latency;

/// <summary>The moments at which items arrive and the moments at which they were delivered, in ticks of the stopwatch.</summary>
internal sealed class Arrivals(int items)
{
    private readonly long[] _delivered = new long[items];
    private readonly long[] _intended = new long[items];
    private long _next;
    private long _wrong;

    /// <summary>Items that have been delivered.</summary>
    public long Delivered => Volatile.Read(ref _next);

    /// <summary>Items that came in another's place.</summary>
    public long Wrong => _wrong;

    public void Intend(int item, long moment) => _intended[item] = moment;

    /// <summary>By one thread at a time. The count is published last, for a producer that waits for it.</summary>
    public void Deliver(long result)
    {
        long place = _next;
        if ((uint)result != place || place >= _delivered.Length)
        {
            _wrong++;
            return;
        }

        _delivered[place] = Stopwatch.GetTimestamp();
        Volatile.Write(ref _next, place + 1);
    }

    /// <summary>From the intended moment to the delivery, in µs, ascending.</summary>
    public double[] SortedLatencies()
    {
        double[] latencies =
            [.. _delivered.Zip(_intended, static (end, start) => Stopwatch.GetElapsedTime(start, end).TotalMicroseconds)];
        Array.Sort(latencies);
        return latencies;
    }
}
