using OrderedBlocks.Ring;

namespace OrderedBlocks.Tests.TestBlocks;

/// <summary>What the tests of a ring's slots do with the ring.</summary>
internal static class RingSteps
{
    /// <summary>Works on items and releases them, one by one: these numbers must come out. Allocates nothing.</summary>
    public static void Take(OrderedRing<int, int> ring, int first, int count)
    {
        for (int item = first; item < first + count; item++)
        {
            if (!ring.TryClaim(out Position position)
                || !ring.TryTakeInput(position, out int input)
                || !ring.Complete(position, input)
                || !ring.TryPeek(out int output)
                || output != item)
            {
                Assert.Fail($"Item {item} did not come out.");
            }

            ring.Pop();
        }
    }

    /// <summary>Does something while another thread trims the ring all the time.</summary>
    public static void DoWhileTrimmed(OrderedRing<int, int> ring, Action action)
    {
        bool isDone = false;
        var trimmer = new Thread(() =>
        {
            while (!Volatile.Read(ref isDone))
            {
                ring.Trim();

                // Most of the time the producer finds the tail as usual.
                Thread.SpinWait(1000);
            }
        });
        trimmer.Start();
        try
        {
            action();
        }
        finally
        {
            Volatile.Write(ref isDone, true);
            trimmer.Join();
        }
    }
}
