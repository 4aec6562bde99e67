namespace OrderedBlocks.Tests.TestBlocks;

/// <summary>A list that any thread adds to, and that a test waits for.</summary>
public sealed class Log<T>
{
    private readonly List<T> _entries = [];

    /// <summary>Everything so far, oldest first.</summary>
    public T[] Entries
    {
        get
        {
            lock (_entries)
            {
                return [.. _entries];
            }
        }
    }

    /// <summary>How many entries there are.</summary>
    public int Count
    {
        get
        {
            lock (_entries)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Adds an entry and wakes who waits for it.</summary>
    public void Add(T entry)
    {
        lock (_entries)
        {
            _entries.Add(entry);
            Monitor.PulseAll(_entries);
        }
    }

    /// <summary>Blocks until there are so many entries, and returns all there are then.</summary>
    public T[] WaitForCount(int count) =>
        WaitFor(entries => entries.Count >= count, $"{count} entries");

    /// <summary>Blocks until the entry is there.</summary>
    public T[] WaitForEntry(T entry) => WaitFor(entries => entries.Contains(entry), $"{entry}");

    private T[] WaitFor(Predicate<List<T>> holds, string what)
    {
        long start = Environment.TickCount64;
        lock (_entries)
        {
            while (!holds(_entries))
            {
                TimeSpan left = Wait.Limit - TimeSpan.FromMilliseconds(Environment.TickCount64 - start);
                if (left <= TimeSpan.Zero || !Monitor.Wait(_entries, left))
                {
                    Assert.Fail($"Waited in vain for {what}; there is only [{string.Join(", ", _entries)}].");
                }
            }

            return [.. _entries];
        }
    }
}
