namespace OrderedBlocks.Tests.Observation.Support;

/// <summary>The comparison of what is told with what is to be told.</summary>
internal static class Lines
{
    public static void AreExactly(IEnumerable<string> actual, params string[] expected) =>
        CollectionAssert.AreEqual(expected, actual.ToArray());
}
