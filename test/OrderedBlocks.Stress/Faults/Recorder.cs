using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Faults;

/// <summary>What came out, in order. Whoever takes something notes it before the next can be taken.</summary>
internal sealed class Recorder
{
    private readonly Lock _lock = new();
    private readonly List<Tagged> _items = [];

    public IReadOnlyList<Tagged> Items
    {
        get
        {
            lock (_lock)
            {
                return [.. _items];
            }
        }
    }

    public void Add(Tagged item)
    {
        lock (_lock)
        {
            _items.Add(item);
        }
    }
}
