using OrderedBlocks.Scheduling;
using OrderedBlocks.Tests.Support;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Issues;

/// <summary>
/// An interrupt of a block's own thread that comes when the delegate it was meant for has ended harms nobody, as on the pool.
/// (It used to end the process.)
/// </summary>
[TestClass]
public sealed class LateInterruptTests
{
    [TestMethod]
    public void Interrupt_LeftBehindByWhatRan_DoesNotEndTheThread()
    {
        DedicatedThreads threads = Create();
        threads.ScheduleWorker(new WorkItem(static () => Thread.CurrentThread.Interrupt()));
        Await.Until(() => threads.WakeUps == 1, "the wait for the next is interrupted");

        RunOneMore(threads);
    }

    [TestMethod]
    public void Interrupt_OfAnIdleThread_DoesNotEndIt()
    {
        DedicatedThreads threads = Create();
        Thread? thread = null;
        threads.ScheduleWorker(new WorkItem(() => Volatile.Write(ref thread, Thread.CurrentThread)));
        Await.Until(() => Volatile.Read(ref thread) is not null && threads.IsIdle, "it has nothing to do");
        thread!.Interrupt();
        Await.Until(() => threads.WakeUps == 1, "its wait is interrupted");

        RunOneMore(threads);
    }

    private static DedicatedThreads Create() =>
        new("test", 1, TimeSpan.FromDays(1), static thread => thread.UnsafeStart());

    private static void RunOneMore(DedicatedThreads threads)
    {
        using var done = new ManualResetEventSlim();
        threads.ScheduleWorker(new WorkItem(done.Set));
        Wait.ForEvent(done);
        Assert.AreEqual(1, threads.ThreadCount);
        threads.End();
    }
}
