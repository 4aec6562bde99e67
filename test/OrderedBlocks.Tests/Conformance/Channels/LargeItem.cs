namespace OrderedBlocks.Tests.Conformance.Channels;

/// <summary>An item of eight words that belong together, so that a torn one shows.</summary>
public readonly record struct LargeItem(long A, long B, long C, long D, long E, long F, long G, long H)
{
    /// <summary>The item of this number.</summary>
    public static LargeItem Of(long n) => new(n, n + 1, n + 2, n + 3, n + 4, n + 5, n + 6, n + 7);

    /// <summary>All words are of one item.</summary>
    public void AssertWhole() => Assert.AreEqual(Of(A), this);
}
