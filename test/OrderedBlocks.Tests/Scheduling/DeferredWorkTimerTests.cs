using OrderedBlocks.Scheduling;

namespace OrderedBlocks.Tests.Scheduling;

/// <summary>The timer ticks once for all that was put off since its last tick.</summary>
[TestClass]
public sealed class DeferredWorkTimerTests
{
    // A watch that took itself for set would never tick again.
    [TestMethod]
    public void Set_NoMemoryForAnAlarm_IsSetByTheNext()
    {
        var scheduler = new Alarms { Fails = true };
        var watch = new DeferredWorkTimer(scheduler, scheduler);
        Assert.ThrowsExactly<InsufficientMemoryException>(watch.Set);
        scheduler.Fails = false;
        watch.Set();
        watch.Set();
        Assert.HasCount(1, scheduler.Queued);
        scheduler.Queued[0].Execute();
        Assert.AreEqual(1, scheduler.Ticks);
    }

    private sealed class Alarms : IWorkScheduler, IDeferredWork
    {
        public bool Fails { get; set; }

        public List<IThreadPoolWorkItem> Queued { get; } = [];

        public int Ticks { get; private set; }

        public void OnTick() => Ticks++;

        public TaskScheduler? Continuations => null;

        public void QueueAlarm(IThreadPoolWorkItem alarm)
        {
            if (Fails)
            {
                throw new InsufficientMemoryException();
            }

            Queued.Add(alarm);
        }

        public void ScheduleWorker(IThreadPoolWorkItem worker) => throw new NotSupportedException();

        public void ScheduleRelease(IThreadPoolWorkItem release) => throw new NotSupportedException();

        public void Queue(IThreadPoolWorkItem item) => throw new NotSupportedException();

        public void Cancel(CancellationTokenSource source) => throw new NotSupportedException();

        public void End() => throw new NotSupportedException();
    }
}
