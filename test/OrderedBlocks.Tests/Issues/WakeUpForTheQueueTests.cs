using OrderedBlocks.Scheduling;
using OrderedBlocks.Tests.Support;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Issues;

/// <summary>
/// What is queued is taken by a thread that is free, though the alarm is due at the same moment. (The wake-up for it used to be spent
/// on the alarm: the item then waited until the alarm had run, or until an idle thread gave up.)
/// </summary>
[TestClass]
public sealed class WakeUpForTheQueueTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void Item_QueuedWhenTheAlarmIsDue_IsRunWhileTheAlarmRuns(int itemsBefore)
    {
        var clock = new StoppedClock();
        var threads = new DedicatedThreads("test", 2, TimeSpan.FromDays(1), static thread => thread.UnsafeStart(), clock);

        // Two free threads, of which one keeps the time. By its clock the alarm is due in an hour.
        StartTwo(threads);
        var ran = new CountdownEvent(1);
        var rang = new ManualResetEventSlim();
        threads.QueueAlarm(new WorkItem(() =>
        {
            Assert.IsTrue(ran.Wait(Wait.Limit), "the item is run meanwhile");
            rang.Set();
        }));
        for (int i = 0; i < itemsBefore; i++)
        {
            // Now the one, now the other is the next to be woken.
            using var before = new ManualResetEventSlim();
            threads.ScheduleWorker(new WorkItem(before.Set));
            Wait.ForEvent(before);
            Await.Until(() => threads.AreParked, "both wait");
        }

        // Due, though no wait is over.
        clock.Advance(TimeSpan.FromHours(2));
        threads.ScheduleWorker(new WorkItem(() => ran.Signal()));

        Wait.ForEvent(rang);
        threads.End();
    }

    private static void StartTwo(DedicatedThreads threads)
    {
        using var both = new Barrier(2);
        for (int i = 0; i < 2; i++)
        {
            threads.ScheduleWorker(new WorkItem(() => both.SignalAndWait(Wait.Limit)));
        }

        Await.Until(() => threads.AreParked && threads.ThreadCount == 2, "both wait");
    }

    // Time goes by when the test says so. To the thread that sets the alarm it is an hour later than to the others, so these wait long.
    private sealed class StoppedClock : TimeProvider
    {
        private readonly int _ahead = Environment.CurrentManagedThreadId;
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() =>
            Volatile.Read(ref _now) + (Environment.CurrentManagedThreadId == _ahead ? TimeSpan.TicksPerHour : 0);

        public void Advance(TimeSpan time) => Interlocked.Add(ref _now, time.Ticks);
    }
}
