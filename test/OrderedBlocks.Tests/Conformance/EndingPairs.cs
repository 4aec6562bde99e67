namespace OrderedBlocks.Tests.Conformance;

/// <summary>The cases of C8.</summary>
public static class EndingPairs
{
    /// <summary>Every first ending, every second one, and every state of the block.</summary>
    public static IEnumerable<object[]> All =>
        from first in Enum.GetValues<Ending>()
        from second in Enum.GetValues<Ending>()
        from state in Enum.GetValues<BlockState>()
        select new object[] { first, second, state };
}
