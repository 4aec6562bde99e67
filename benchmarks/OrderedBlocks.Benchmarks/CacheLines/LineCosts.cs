using System.Diagnostics;
using System.Runtime.CompilerServices;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.CacheLines;

/// <summary>What it costs that two threads use one line: hand-overs and locked instructions, in ns.</summary>
internal static class LineCosts
{
    /// <summary>There and back: each thread writes when it has seen what the other has written.</summary>
    public static double RoundTrip(int count)
    {
        var line = new Line();
        TimeSpan time = Pair.Time(() => Lead(line, count), () => Follow(line, count));
        return time.TotalNanoseconds / count;
    }

    /// <summary>A compare-and-swap by each thread in turn: the time of one of them, with its share of the way there.</summary>
    public static double SwapInTurn(int count)
    {
        var line = new Line();
        TimeSpan time = Pair.Time(() => Swap(line, 0, count), () => Swap(line, 1, count));
        return time.TotalNanoseconds / (2.0 * count);
    }

    public static double LoneIncrement(int count)
    {
        var line = new Line();
        long start = Stopwatch.GetTimestamp();
        Increment(line, count);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / count;
    }

    /// <summary>Both threads increment one word as fast as they can: the time of one increment as its thread sees it.</summary>
    public static double ContendedIncrement(int count)
    {
        var line = new Line();
        TimeSpan time = Pair.Time(() => Increment(line, count), () => Increment(line, count));
        return time.TotalNanoseconds / count;
    }

    // compiled at once as it stays: a sample of a few ms would otherwise be taken of unfinished code
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Lead(Line line, int count)
    {
        for (long turn = 0; turn < count; turn++)
        {
            Volatile.Write(ref line.Word, (2 * turn) + 1);
            Await(line, (2 * turn) + 2);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Follow(Line line, int count)
    {
        for (long turn = 0; turn < count; turn++)
        {
            Await(line, (2 * turn) + 1);
            Volatile.Write(ref line.Word, (2 * turn) + 2);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Await(Line line, long value)
    {
        while (Volatile.Read(ref line.Word) != value)
        {
        }
    }

    private static void Increment(Line line, int count)
    {
        for (int turn = 0; turn < count; turn++)
        {
            Interlocked.Increment(ref line.Word);
        }
    }

    private static void Swap(Line line, long first, int count)
    {
        for (long value = first; value < first + (2L * count); value += 2)
        {
            Await(line, value);
            Interlocked.CompareExchange(ref line.Word, value + 1, value);
        }
    }
}
