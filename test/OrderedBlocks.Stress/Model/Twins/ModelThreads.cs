using ModelChecking;

namespace OrderedBlocks.Scheduling;

/// <summary>The threads that a block of its own may start, and what time does to them.</summary>
internal sealed class ModelThreads
{
    private readonly Queue<Action> _started = new();
    private readonly Cell _cell = ModelRun.CreateCell(0);
    private int _idleTimes;

    [field: ThreadStatic]
    public static ModelThreads Current
    {
        get => field ?? throw new InvalidOperationException("The scenario has no threads of a block's own.");
        private set;
    }

    /// <summary>Whether an alarm is due some time or other, and not never.</summary>
    public bool AlarmsRing { get; private init; }

    /// <summary>Whether threads come back so soon that others are not woken.</summary>
    public bool IsBrisk { get; private init; }

    /// <summary>Adds the threads to a scenario that has a <see cref="ModelPool"/> for its timer.</summary>
    /// <param name="run">The execution.</param>
    /// <param name="count">Of threads that may run at the same time.</param>
    /// <param name="alarmsRing">Whether an alarm is due some time or other.</param>
    /// <param name="idleTimes">How often a thread may find that it has been idle for long enough.</param>
    /// <param name="isBrisk">Whether threads come back so soon that others are not woken.</param>
    public static ModelThreads Add(ModelRun run, int count, bool alarmsRing, int idleTimes, bool isBrisk)
    {
        var threads = new ModelThreads { AlarmsRing = alarmsRing, _idleTimes = idleTimes, IsBrisk = isBrisk };
        Current = threads;
        ModelPool pool = ModelPool.Current;
        for (int i = 0; i < count; i++)
        {
            run.AddThread($"own{i + 1}", () =>
            {
                pool.Enter();
                threads.Serve();
            });
        }

        return threads;
    }

    /// <summary>To be called by each thread of the scenario before it does anything.</summary>
    public void Enter() => Current = this;

    public void Start(Action body)
    {
        ModelRun.Current.Exchange(_cell, ModelRun.Version);
        _started.Enqueue(body);
    }

    /// <summary>Under the lock of those who ask.</summary>
    public bool TryUseIdleTime() => _idleTimes-- > 0;

    private void Serve()
    {
        Enter();
        while (ModelRun.Current.TryWaitForWork(() => _started.Count > 0))
        {
            ModelRun.Current.Exchange(_cell, ModelRun.Version);
            if (_started.TryDequeue(out Action? body))
            {
                body();
            }
        }
    }
}
