using OrderedBlocks.Scheduling;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Scenarios;

/// <summary>
/// Actors: the threads that a block may have of its own, here with an idle time of about a millisecond, so that they end and
/// start all the time, and three callers that queue work, releases and alarms at random distances of about as long. Allowed:
/// each of them is run, once. Forbidden: one that is never run because the thread that was counted on has just ended.
/// </summary>
internal sealed class IdleThreads : IScenario
{
    private const int Callers = 3;

    public string Name => "idle-threads";

    public string Summary => "Threads of a block's own end just when there is work again.";

    public Task RunAsync(StressRun run)
    {
        int flows = run.Pick(4, 30);
        for (int flow = 0; flow < flows; flow++)
        {
            Flow(run);
            run.Watchdog.ShowNothing();
        }

        return Task.CompletedTask;
    }

    private static void Flow(StressRun run)
    {
        const int CallsEach = 300;
        var idleTime = TimeSpan.FromMicroseconds(run.Random.Next(1, 2000));
        int started = 0;
        var threads = new DedicatedThreads(
            "Stress",
            maxWorkers: Callers,
            idleTime,
            thread =>
            {
                Interlocked.Increment(ref started);
                thread.UnsafeStart();
            });
        run.Watchdog.Show(() => $"idle time {idleTime}, {threads.ThreadCount} threads, idle: {threads.IsIdle}");
        int seed = run.Random.Next();
        string? violation = null;
        Thread[] callers = [.. Enumerable.Range(0, Callers).Select(caller => new Thread(() =>
        {
            var random = new Random(seed + caller);
            using var item = new Item();
            for (int call = 0; call < CallsEach; call++)
            {
                // One caller sets the alarm, of which there is only one; the others queue what they have.
                switch (caller)
                {
                    case 0:
                        threads.QueueAlarm(item);
                        break;

                    case 1:
                        threads.ScheduleWorker(item);
                        break;

                    default:
                        threads.ScheduleRelease(item);
                        break;
                }

                item.Wait();
                run.Watchdog.Progress();

                // The next one comes at about the time at which a thread gives up waiting.
                if (random.Next(3) != 0)
                {
                    Thread.Sleep(TimeSpan.FromMilliseconds(random.Next(3)));
                }

                Thread.SpinWait(random.Next(5000));
            }

            if (item.Times != CallsEach)
            {
                violation = $"{CallsEach} calls, {item.Times} runs.";
            }
        }))];
        Array.ForEach(callers, static thread => thread.Start());
        Array.ForEach(callers, static thread => thread.Join());
        threads.End();
        if (violation is not null)
        {
            throw new ViolationException(violation);
        }

        run.Count("calls", Callers * CallsEach);
        run.Count("threads started", started);
    }

    private sealed class Item : IThreadPoolWorkItem, IDisposable
    {
        private readonly SemaphoreSlim _ran = new(0);
        private int _times;

        public int Times => Volatile.Read(ref _times);

        public void Execute()
        {
            Interlocked.Increment(ref _times);
            _ran.Release();
        }

        public void Wait() => _ran.Wait();

        public void Dispose() => _ran.Dispose();
    }
}
