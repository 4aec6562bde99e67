using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance.Channels;

/// <summary>Two actions on two threads, which meet before they start.</summary>
internal static class AtOnce
{
    /// <summary>Runs both, and throws what one of them throws.</summary>
    /// <param name="round">Which try it is. Who is given a start, and how long a one, depends on it.</param>
    /// <param name="first">Runs on the caller's thread.</param>
    /// <param name="second">Runs on a thread of the pool.</param>
    public static async Task Run(int round, Action first, Action second)
    {
        int here = 0;
        int start = 3 * (round % 16);
        Task other = Task.Run(() =>
        {
            Meet();
            Thread.SpinWait(round % 2 == 0 ? start : 0);
            second();
        });
        Meet();
        Thread.SpinWait(round % 2 == 0 ? 0 : start);
        first();
        await other.WithTimeout();

        void Meet()
        {
            Interlocked.Increment(ref here);
            Wait.Until(() => Volatile.Read(ref here) == 2, "The other thread did not come.");
        }
    }
}
