using OrderedBlocks.Tests.Conformance;

namespace OrderedBlocks.Tests.Completion;

/// <summary>The ways in which three sources can end, one after the other.</summary>
internal static class Endings
{
    private static readonly int[][] s_orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

    /// <summary>Every order, and every ending of each source: arrays of the sources' numbers and, by number, of their endings.</summary>
    public static IEnumerable<(int[] Order, Ending[] EndingOf)> OfThree =>
        from order in s_orders
        from first in Enum.GetValues<Ending>()
        from second in Enum.GetValues<Ending>()
        from third in Enum.GetValues<Ending>()
        select (order, new[] { first, second, third });

    /// <summary>What a source that fails is given.</summary>
    public static Exception ErrorOf(int source) => new InvalidOperationException($"Source {source} failed.");

    /// <summary>What the target was told after so many of the sources have ended.</summary>
    public static string[] Expected(int[] order, Ending[] endingOf, int ended)
    {
        foreach (int source in order.Take(ended))
        {
            if (endingOf[source] == Ending.Fault)
            {
                return [ToldTarget.FaultedWith(ErrorOf(source))];
            }
        }

        return ended == order.Length ? [ToldTarget.Completed] : [];
    }

    public static string Describe(int[] order, Ending[] endingOf) =>
        string.Join(", ", order.Select(source => $"{source} by {endingOf[source]}"));
}
