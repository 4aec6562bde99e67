using ModelChecking;
using OrderedBlocks.Scheduling;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: callers that queue items, each behind the other; a caller that sets the alarm; one that ends the block; the threads of the
/// block's own, and their clock. Allowed: each item is run once, the alarm once, unless the block has ended. Forbidden: an item or an
/// alarm for which no thread comes. Items of workers are no more at a time than there may be workers.
/// </summary>
internal sealed class DedicatedThreadScenario : Scenario
{
    private readonly int _workers;
    private readonly int _callers;
    private readonly bool _setsAlarm;
    private readonly bool _ends;
    private readonly bool _waits;
    private readonly bool _isWarm;
    private readonly (bool AlarmsRing, int IdleTimes, bool IsBrisk) _time;
    private readonly List<int> _ran = [];
    private DedicatedThreads? _threads;
    private Cell? _ranCell;

    /// <param name="workers">Workers at the most: each caller has one.</param>
    /// <param name="callers">How many queue an item each.</param>
    /// <param name="alarm">Whether an alarm is set before: null for not, else whether it is due some time.</param>
    /// <param name="ends">Whether the block ends meanwhile.</param>
    /// <param name="waits">Whether the first item waits until all others have been run, and the alarm.</param>
    /// <param name="isWarm">Whether there is a thread for each worker, which may have parked before.</param>
    /// <param name="idleTimes">How often a thread may find that it has been idle for long enough.</param>
    /// <param name="isBrisk">Whether threads come back so soon that others are not woken.</param>
    public DedicatedThreadScenario(
        int workers,
        int callers,
        bool? alarm = null,
        bool ends = false,
        bool waits = false,
        bool isWarm = false,
        int idleTimes = 0,
        bool isBrisk = false)
    {
        _workers = workers;
        _callers = callers;
        _setsAlarm = alarm is not null;
        _ends = ends;
        _waits = waits;
        _isWarm = isWarm;
        _time = (alarm == true || isBrisk, idleTimes, isBrisk);
    }

    public override IEnumerable<(string Name, object Root)> Roots => [("threads", _threads!)];

    public override void Set(ModelRun run)
    {
        _ranCell = ModelRun.CreateCell(0);
        ModelPool pool = ModelPool.Add(run, threads: 0);
        ModelThreads threads = ModelThreads.Add(run, _workers + 1, _time.AlarmsRing, _time.IdleTimes, _time.IsBrisk);
        _threads = new DedicatedThreads("own", _workers, TimeSpan.MaxValue, static _ => { });
        for (int worker = 0; _isWarm && worker < _workers; worker++)
        {
            _threads.ScheduleWorker(new Item(static () => { }));
        }

        for (int caller = 1; caller <= _callers; caller++)
        {
            int item = caller;
            Add($"caller{caller}", () => _threads.ScheduleWorker(new Item(() => Run(item))));
        }

        if (_setsAlarm)
        {
            Add("alarm", () => _threads.QueueAlarm(new Item(() => Run(0))));
        }

        if (_ends)
        {
            Add("end", _threads.End);
        }

        void Add(string name, Action body) => run.AddThread(name, () =>
        {
            pool.Enter();
            threads.Enter();
            body();
        });
    }

    public override void CheckEnd(ModelRun run)
    {
        int[] expected = [.. Enumerable.Range(1, _callers)];
        run.Require(
            _ran.Where(static item => item != 0).Order().SequenceEqual(expected),
            $"Of {_callers} items were run: {string.Join(' ', _ran)}.");
        int rang = _ran.Count(static item => item == 0);
        bool mustRing = _setsAlarm && _time.AlarmsRing && !_ends;
        run.Require(rang <= 1 && (rang == 1 || !mustRing), $"The alarm rang {rang} times.");
        run.Require(!_ends || _threads!.ThreadCount == 0, $"{_threads!.ThreadCount} threads are left of an ended block.");
    }

    private int Others => _callers - 1 + (_setsAlarm && _time.AlarmsRing ? 1 : 0);

    private void Run(int item)
    {
        if (_waits && item == 1)
        {
            ModelRun.Current.WaitUntil(() => ModelRun.Visible(_ranCell!) == Others);
        }

        _ran.Add(item);
        ModelRun.Current.Add(_ranCell!, 1);
    }

    private sealed class Item(Action run) : IThreadPoolWorkItem
    {
        public void Execute() => run();
    }
}
