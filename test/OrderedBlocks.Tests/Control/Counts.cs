using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Control;

/// <summary>Compares counts of items.</summary>
internal static class Counts
{
    /// <summary>Waits until the counts are these, which must add up.</summary>
    public static void Assert(OrderedBlockStatistics expected, Func<OrderedBlockStatistics> read)
    {
        Microsoft.VisualStudio.TestTools.UnitTesting.Assert.AreEqual(
            expected.Admitted,
            expected.Released + expected.Failed + expected.Dropped + expected.Queued + expected.Running + expected.Waiting,
            "what the test expects does not add up");
        if (!SpinWait.SpinUntil(() => read() == expected, Wait.Limit))
        {
            Microsoft.VisualStudio.TestTools.UnitTesting.Assert.AreEqual(expected, read());
        }
    }
}
