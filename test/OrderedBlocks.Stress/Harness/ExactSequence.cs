namespace OrderedBlocks.Stress.Harness;

/// <summary>Compares what came out with what had to, item by item.</summary>
internal static class ExactSequence
{
    /// <exception cref="ViolationException">They differ; the message says where.</exception>
    public static void Assert<T>(IReadOnlyList<T> expected, IReadOnlyList<T> actual, string where)
    {
        AssertPrefix(expected, actual, where);
        if (actual.Count < expected.Count)
        {
            throw new ViolationException(
                $"{where}: after {actual.Count} items nothing came out; the next had to be {expected[actual.Count]}.");
        }
    }

    /// <summary>What came out is the beginning of what had to.</summary>
    /// <exception cref="ViolationException">It is not; the message says where.</exception>
    public static void AssertPrefix<T>(IReadOnlyList<T> expected, IReadOnlyList<T> actual, string where)
    {
        EqualityComparer<T> comparer = EqualityComparer<T>.Default;
        for (int i = 0; i < actual.Count; i++)
        {
            if (i >= expected.Count || !comparer.Equals(expected[i], actual[i]))
            {
                string wanted = i < expected.Count ? $"{expected[i]}" : "nothing";
                throw new ViolationException($"{where}: at {i} came {actual[i]} and had to come {wanted}.");
            }
        }
    }
}
