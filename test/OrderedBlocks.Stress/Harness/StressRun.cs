using System.Globalization;

namespace OrderedBlocks.Stress.Harness;

/// <summary>One run of one scenario: its seed, its size, its watchdog and what it has counted.</summary>
internal sealed class StressRun
{
    private readonly Lock _countsLock = new();
    private readonly List<KeyValuePair<string, long>> _counts = [];

    public StressRun(int seed, RunSize size, Watchdog watchdog)
    {
        Seed = seed;
        Size = size;
        Watchdog = watchdog;
        Random = new Random(seed);
    }

    /// <summary>What the run can be repeated with.</summary>
    public int Seed { get; }

    /// <summary>Few items or all of them.</summary>
    public RunSize Size { get; }

    /// <summary>To be shown the blocks, and to be told of progress.</summary>
    public Watchdog Watchdog { get; }

    /// <summary>Everything that is random comes from here. One thread at a time.</summary>
    public Random Random { get; }

    /// <summary>The operations so far, in the order in which they were first counted.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Counts
    {
        get
        {
            lock (_countsLock)
            {
                return [.. _counts];
            }
        }
    }

    /// <summary>One of two numbers, by the size of the run.</summary>
    public int Pick(int quick, int full) => Size == RunSize.Quick ? quick : full;

    /// <summary>Operations that were done, for the report. Any thread.</summary>
    public void Count(string what, long number)
    {
        lock (_countsLock)
        {
            int index = _counts.FindIndex(count => count.Key == what);
            if (index < 0)
            {
                _counts.Add(new(what, number));
            }
            else
            {
                _counts[index] = new(what, _counts[index].Value + number);
            }
        }
    }

    /// <summary>Shows a block's counters if nothing happens any more.</summary>
    public void Show<TInput, TOutput>(string name, OrderedTransformBlock<TInput, TOutput> block) =>
        Watchdog.Show(() => $"{name}: {BlockCounters.Describe(block)}");

    /// <summary>The counts in a line.</summary>
    public override string ToString() => Format(Counts);

    /// <summary>Counts in a line.</summary>
    public static string Format(IEnumerable<KeyValuePair<string, long>> counts) => string.Join(
        ", ", counts.Select(static count => string.Create(CultureInfo.InvariantCulture, $"{count.Key} {count.Value:N0}")));
}
