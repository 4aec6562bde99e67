namespace OrderedBlocks.Tests.Keys;

/// <summary>Sees to it that the items of a key are worked on one at a time and exactly in their order, from 0.</summary>
internal sealed class KeyMonitor(int keys)
{
    private readonly int[] _next = new int[keys];
    private readonly int[] _running = new int[keys];
    private readonly Lock _lock = new();
    private readonly List<string> _violations = [];
    private int _now;

    /// <summary>The most items that were being worked on at the same time.</summary>
    public int Highest { get; private set; }

    public void Begin(int key, int number)
    {
        lock (_lock)
        {
            Highest = Math.Max(Highest, ++_now);
            if (_running[key]++ != 0)
            {
                _violations.Add($"{key}.{number} was started beside another one");
            }

            if (_next[key]++ != number)
            {
                _violations.Add($"{key}.{number} was started as number {_next[key] - 1}");
            }
        }
    }

    public void End(int key)
    {
        lock (_lock)
        {
            _now--;
            _running[key]--;
        }
    }

    /// <summary>What the delegate does with an item that takes no time.</summary>
    public KeyedItem Run(KeyedItem item)
    {
        Begin(item.Key, item.Number);
        Thread.SpinWait(item.Number & 63);
        End(item.Key);
        return item;
    }

    public async Task<KeyedItem> RunAsync(KeyedItem item)
    {
        Begin(item.Key, item.Number);
        if (item.Number % 3 != 0)
        {
            await Task.Yield();
        }

        End(item.Key);
        return item;
    }

    public void AssertExact(int[] counts)
    {
        lock (_lock)
        {
            Assert.IsEmpty(_violations, string.Join("; ", _violations.Take(5)));
            CollectionAssert.AreEqual(counts, _next);
        }
    }
}
