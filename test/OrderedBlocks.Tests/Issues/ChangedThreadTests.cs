using OrderedBlocks.Scheduling;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Issues;

/// <summary>
/// What a delegate does to the thread that it runs on is undone after it, as on the pool. (A block's own thread used to stay a
/// foreground thread, which keeps the process from ending.)
/// </summary>
[TestClass]
public sealed class ChangedThreadTests
{
    [TestMethod]
    public void Thread_ThatWasChangedByWhatRan_IsAsBeforeForTheNext()
    {
        var threads = new DedicatedThreads("test", 1, TimeSpan.FromDays(1), static thread => thread.UnsafeStart());
        (bool IsBackground, ThreadPriority Priority, string? Name) seen = default;
        using var done = new ManualResetEventSlim();
        threads.ScheduleWorker(new WorkItem(static () =>
        {
            Thread.CurrentThread.IsBackground = false;
            Thread.CurrentThread.Priority = ThreadPriority.Lowest;
            Thread.CurrentThread.Name = "another";
        }));
        threads.ScheduleWorker(new WorkItem(() =>
        {
            seen = (Thread.CurrentThread.IsBackground, Thread.CurrentThread.Priority, Thread.CurrentThread.Name);
            Thread.CurrentThread.IsBackground = true;
            done.Set();
        }));

        Wait.ForEvent(done);
        Assert.AreEqual((true, ThreadPriority.Normal, "test #1"), seen);
        threads.End();
    }
}
