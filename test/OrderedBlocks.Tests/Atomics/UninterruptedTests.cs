using OrderedBlocks.Atomics;
using OrderedBlocks.Output;
using OrderedBlocks.Scheduling;
using OrderedBlocks.Tests.Support;

namespace OrderedBlocks.Tests.Atomics;

/// <summary>
/// An interrupt of a thread that waits for one of the library's locks comes behind the lock, as if the thread had been interrupted then.
/// </summary>
[TestClass]
public sealed class UninterruptedTests
{
    [TestMethod]
    public void Enter_InterruptedWhileItWaits_EntersAndIsInterruptedBehindTheLock()
    {
        var taken = new Lock();
        Check(taken.Enter, taken.Exit, () =>
        {
            using (Uninterrupted.Enter(taken))
            {
                Assert.IsTrue(taken.IsHeldByCurrentThread);
            }

            Assert.IsFalse(taken.IsHeldByCurrentThread);
        });
    }

    [TestMethod]
    public void OutputLock_InterruptedWhileItWaits_EntersAndIsInterruptedBehindTheLock()
    {
        var taken = new OutputLock();
        Check(() => taken.Enter(), () => Assert.IsTrue(taken.Exit()), () =>
        {
            taken.Enter();
            taken.Enter();
            Assert.IsFalse(taken.Exit());
            Assert.IsTrue(taken.Exit());
        });
    }

    [TestMethod]
    public void Snooze_OfAnInterruptedThread_GoesOnAndLeavesTheInterrupt()
    {
        Exception? thrown = null;
        bool isBehind = false;
        var thread = new Thread(() =>
        {
            var backoff = default(Backoff);
            for (int i = 0; i < 100; i++)
            {
                backoff.Snooze();
            }

            isBehind = true;
            thrown = Caught(static () => Thread.Sleep(Timeout.Infinite));
        });
        thread.Start();
        thread.Interrupt();
        Assert.IsTrue(thread.Join(TimeSpan.FromSeconds(30)));
        Assert.IsTrue(isBehind);
        Assert.IsInstanceOfType<ThreadInterruptedException>(thrown);
    }

    // As where a timer or the pool has to wait for a lock of its own.
    [TestMethod]
    public void Call_InterruptedInside_DoesItOnceMoreAndIsInterruptedBehindIt()
    {
        var isInside = new ManualResetEventSlim();
        int calls = 0;
        Exception? inside = null;
        Exception? behind = null;
        var thread = new Thread(() =>
        {
            inside = Caught(() => UninterruptedCall.Run(0, _ =>
            {
                if (++calls == 1)
                {
                    isInside.Set();
                    Thread.Sleep(Timeout.Infinite);
                }
            }));
            behind = Caught(static () => Thread.Sleep(Timeout.Infinite));
        });
        thread.Start();
        Assert.IsTrue(isInside.Wait(TimeSpan.FromSeconds(30)));
        thread.Interrupt();
        Assert.IsTrue(thread.Join(TimeSpan.FromSeconds(30)));
        Assert.AreEqual(2, calls);
        Assert.IsNull(inside);
        Assert.IsInstanceOfType<ThreadInterruptedException>(behind);
    }

    private static void Check(Action enter, Action exit, Action wait)
    {
        Exception? inside = null;
        Exception? behind = null;
        var thread = new Thread(() =>
        {
            inside = Caught(wait);
            behind = Caught(static () => Thread.Sleep(Timeout.Infinite));
        });
        enter();
        thread.Start();
        Await.Until(() => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin), "the thread waits for the lock");
        thread.Interrupt();
        Thread.Yield();
        exit();
        Assert.IsTrue(thread.Join(TimeSpan.FromSeconds(30)));
        Assert.IsNull(inside);
        Assert.IsInstanceOfType<ThreadInterruptedException>(behind);
    }

    private static Exception? Caught(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }
}
