using ModelChecking;
using OrderedBlocks.Scheduling;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: a caller that queues a worker and a release; the worker, which queues the continuation of an await; the threads of the
/// block's own, and their clock. Worker and release wait until the continuation has been run. Allowed: each is run once. Forbidden: a
/// continuation that waits for them.
/// </summary>
/// <param name="setsAlarm">Whether an alarm is set instead of the release, for which the continuation waits.</param>
internal sealed class DedicatedContinuations(bool setsAlarm) : Scenario
{
    private readonly List<string> _ran = [];
    private DedicatedThreads? _threads;
    private Cell? _alarms;
    private Cell? _continuations;

    public override IEnumerable<(string Name, object Root)> Roots => [("threads", _threads!)];

    private string[] Expected => setsAlarm ? ["alarm", "continuation", "worker"] : ["continuation", "release", "worker"];

    public override void Set(ModelRun run)
    {
        _alarms = ModelRun.CreateCell(0);
        _continuations = ModelRun.CreateCell(0);
        ModelPool pool = ModelPool.Add(run, threads: 0);
        ModelThreads threads = ModelThreads.Add(run, count: 3, alarmsRing: setsAlarm, idleTimes: 0, isBrisk: false);
        _threads = new DedicatedThreads("own", 1, TimeSpan.MaxValue, static _ => { });
        run.AddThread("caller", () =>
        {
            pool.Enter();
            threads.Enter();
            _threads.ScheduleWorker(new Item(Work));
            if (!setsAlarm)
            {
                _threads.ScheduleRelease(new Item(() => WaitFor(_continuations, "release")));
            }
        });

        void Work()
        {
            _threads.QueueContinuation(new DedicatedContinuation(null, _ => Continue(), null));
            WaitFor(_continuations, "worker");
        }
    }

    public override void CheckEnd(ModelRun run) => run.Require(
        _ran.Order(StringComparer.Ordinal).SequenceEqual(Expected), $"There were run: {string.Join(' ', _ran)}.");

    private void Continue()
    {
        if (setsAlarm)
        {
            _threads!.QueueAlarm(new Item(() => Note(_alarms!, "alarm")));
            ModelRun.Current.WaitUntil(() => ModelRun.Visible(_alarms!) == 1);
        }

        Note(_continuations!, "continuation");
    }

    private void WaitFor(Cell cell, string name)
    {
        ModelRun.Current.WaitUntil(() => ModelRun.Visible(cell) == 1);
        _ran.Add(name);
    }

    private void Note(Cell cell, string name)
    {
        _ran.Add(name);
        ModelRun.Current.Add(cell, 1);
    }

    private sealed class Item(Action run) : IThreadPoolWorkItem
    {
        public void Execute() => run();
    }
}
