using ModelChecking;

namespace OrderedBlocks;

/// <summary>The work queue and the timers of an execution.</summary>
internal sealed class ModelPool
{
    private readonly Queue<Action> _queue = new();
    private readonly Cell _queueCell = ModelRun.CreateCell(0);
    private readonly Queue<Action> _due = new();
    private readonly Cell _dueCell = ModelRun.CreateCell(0);

    [field: ThreadStatic]
    public static ModelPool Current
    {
        get => field ?? throw new InvalidOperationException("The scenario has no pool.");
        private set;
    }

    /// <summary>Adds the pool's threads, and one for timers, to a scenario.</summary>
    public static ModelPool Add(ModelRun run, int threads)
    {
        var pool = new ModelPool();
        Current = pool;
        for (int i = 0; i < threads; i++)
        {
            run.AddThread($"pool{i + 1}", () => pool.Serve(pool._queue, pool._queueCell));
        }

        run.AddThread("timer", () => pool.Serve(pool._due, pool._dueCell));
        return pool;
    }

    /// <summary>To be called by each thread of the scenario before it does anything.</summary>
    public void Enter() => Current = this;

    public void Queue(Action work) => Put(_queue, _queueCell, work);

    /// <summary>A timer is due: at any time from now on.</summary>
    public void SetTimer(Action tick) => Put(_due, _dueCell, tick);

    private static void Put(Queue<Action> queue, Cell cell, Action work)
    {
        ModelRun.Current.Exchange(cell, ModelRun.Version);
        queue.Enqueue(work);
    }

    private void Serve(Queue<Action> queue, Cell cell)
    {
        Enter();
        while (ModelRun.Current.TryWaitForWork(() => queue.Count > 0))
        {
            // Folds what the queue's users had seen into what this thread has seen, and the other way round.
            ModelRun.Current.Exchange(cell, ModelRun.Version);
            if (queue.TryDequeue(out Action? work))
            {
                work();
            }
        }
    }
}
