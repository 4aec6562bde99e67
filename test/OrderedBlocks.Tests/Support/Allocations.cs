namespace OrderedBlocks.Tests.Support;

/// <summary>What something allocates when it has been run before.</summary>
public static class Allocations
{
    private const int MostRounds = 5;

    /// <summary>Runs it until it allocates less than so many bytes, five times at the most.</summary>
    /// <remarks>
    /// The counter is the whole process's, the test host's included. What is allocated for an item shows in every round.
    /// </remarks>
    public static void AreBelow(long bytes, Action run)
    {
        run();
        long least = long.MaxValue;
        for (int round = 0; round < MostRounds && least >= bytes; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            run();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.IsLessThan(bytes, least);
    }
}
