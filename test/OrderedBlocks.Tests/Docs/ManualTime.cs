using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Docs;

/// <summary>A clock that stands still until a test moves it on, so that no test waits for time to pass.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _lock = new();

    // Both under _lock. The timers that are set, in the order in which they were.
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => (GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock on, and calls on this thread what is due by then.</summary>
    public void Advance(TimeSpan time)
    {
        ManualTimer[] due;
        lock (_lock)
        {
            _now += time;
            due = [.. _timers.Where(timer => timer.Due <= _now).OrderBy(timer => timer.Due)];
            _timers.RemoveAll(due.Contains);
        }

        foreach (ManualTimer timer in due)
        {
            timer.Call();
        }
    }

    /// <summary>Blocks until there are exactly so many timers that have exactly so long to go.</summary>
    public void WaitForTimers(int count, TimeSpan left) =>
        TestBlocks.Wait.Until(() => CountTimers(left) == count, $"{count} timers with {left} left");

    /// <summary>Blocks until there are exactly so many timers.</summary>
    public void WaitForTimers(int count) => TestBlocks.Wait.Until(() => CountTimers() == count, $"{count} timers");

    /// <summary>Moves the clock on by this step each time somebody waits, until the task has ended.</summary>
    public void AdvanceUntilEnd(Task task, TimeSpan step)
    {
        while (!task.IsCompleted)
        {
            TestBlocks.Wait.Until(() => task.IsCompleted || CountTimers() > 0, "a timer");
            Advance(step);
        }
    }

    private int CountTimers(TimeSpan? left = null)
    {
        lock (_lock)
        {
            return _timers.Count(timer => left is null || timer.Due - _now == left);
        }
    }

    private bool Set(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        Assert.AreEqual(Timeout.InfiniteTimeSpan, period, "A timer that ticks again and again is more than this clock can do.");
        lock (_lock)
        {
            _timers.Remove(timer);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                timer.Due = _now + dueTime;
                _timers.Add(timer);
            }
        }

        return true;
    }

    private sealed class ManualTimer(ManualTime time, Action call) : ITimer
    {
        // Under the clock's lock.
        public DateTimeOffset Due { get; set; }

        public void Call() => call();

        public bool Change(TimeSpan dueTime, TimeSpan period) => time.Set(this, dueTime, period);

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
