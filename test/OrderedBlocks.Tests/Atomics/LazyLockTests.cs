using OrderedBlocks.Atomics;

namespace OrderedBlocks.Tests.Atomics;

[TestClass]
public sealed class LazyLockTests
{
    private const int Threads = 4;
    private const int Rounds = 2_000;

    private LazyLock _lock = new();

    // Whichever thread makes the lock: all of them must enter the same one.
    [TestMethod]
    public void Enter_ForTheFirstTimeByManyAtOnce_LetsOneInAtATime()
    {
        int inside = 0;
        int overlaps = 0;
        int entered = 0;
        using var start = new Barrier(Threads, _ => _lock = new LazyLock());
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                start.SignalAndWait();
                using (_lock.Enter())
                {
                    overlaps += Interlocked.Increment(ref inside) == 1 ? 0 : 1;
                    entered++;
                    Interlocked.Decrement(ref inside);
                }
            }
        }))];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());

        Assert.AreEqual(0, overlaps);
        Assert.AreEqual(Threads * Rounds, entered);
    }
}
