namespace OrderedBlocks.Stress.Harness;

/// <summary>Asserts each producer's exact sequence: 0, 1, 2, ... without a gap, a repetition or a change of places.</summary>
internal sealed class SequenceCheck(int producers)
{
    private readonly int[] _next = new int[producers];

    /// <summary>How many items were taken. One thread at a time.</summary>
    public long Count { get; private set; }

    /// <summary>Takes what came out next.</summary>
    public void Take(Tagged item)
    {
        int expected = _next[item.Producer]++;
        Count++;
        if (item.Number != expected)
        {
            throw new ViolationException($"Item {Count}: producer {item.Producer} sent {expected} next, {item.Number} came out.");
        }
    }

    /// <summary>Asserts that everything came out.</summary>
    public void AssertAll(int itemsPerProducer)
    {
        for (int producer = 0; producer < _next.Length; producer++)
        {
            if (_next[producer] != itemsPerProducer)
            {
                throw new ViolationException(
                    $"Producer {producer} sent {itemsPerProducer} items, {_next[producer]} came out.");
            }
        }
    }
}
