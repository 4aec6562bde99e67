namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>What the blocks of the regimes do for an item.</summary>
internal static class ItemDelegates
{
    public static long Same(long item) => item;

    /// <summary>Goes on behind what the pool has to do.</summary>
    public static async Task<long> YieldAsync(long item)
    {
        await Task.Yield();
        return item;
    }

    /// <summary>Goes on somewhere else at once.</summary>
    public static Task<long> RunAsync(long item) => Task.Run(() => item);

    public static async ValueTask<long> YieldValueAsync(long item, CancellationToken token)
    {
        await Task.Yield();
        return item;
    }

    public static async Task<long> DelayAsync(long item)
    {
        await Task.Delay(1);
        return item;
    }

    public static long Sleep(long item)
    {
        Thread.Sleep(1);
        return item;
    }

    /// <summary>Two outputs, one behind a wait.</summary>
    public static async IAsyncEnumerable<long> TwiceAsync(long item)
    {
        yield return item * 2;
        await Task.Yield();
        yield return (item * 2) + 1;
    }

    /// <summary>Numbers without a wait between them.</summary>
    public static async IAsyncEnumerable<long> CountAsync(int items)
    {
        await Task.CompletedTask;
        for (long item = 0; item < items; item++)
        {
            yield return item;
        }
    }

    public static IEnumerable<long> Count(int items)
    {
        for (long item = 0; item < items; item++)
        {
            yield return item;
        }
    }
}
