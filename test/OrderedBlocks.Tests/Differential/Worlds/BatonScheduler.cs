namespace OrderedBlocks.Tests.Differential;

/// <summary>
/// A scheduler that runs nothing by itself. <see cref="RunToRest"/> runs what was queued, first in, first out, one task at
/// a time, until nothing is left. A task that has to wait parks: it gives the baton back, and others go on.
/// </summary>
/// <remarks>
/// That makes a mesh deterministic, at any degree of parallelism, and lets the engine know when it is at rest: when the
/// queue is empty, every task has ended or is parked at a gate that only the program opens. A fiber is a thread only so
/// that a synchronous delegate can stop in its middle; no two of them ever run at the same time.
/// </remarks>
internal sealed class BatonScheduler : TaskScheduler, IDisposable
{
    /// <summary>Far more than any step needs.</summary>
    private const int MostRuns = 10_000;

    [ThreadStatic]
    private static Fiber? t_current;

    private readonly Lock _gate = new();

    // under _gate: tasks come from the thread pool, too
    private readonly Queue<Task> _tasks = new();
    private readonly Queue<Fiber> _woken = new();

    // the engine's thread alone
    private readonly List<Fiber> _fibers = [];

    /// <summary>Whether the caller runs on a fiber, as every delegate of the block must.</summary>
    public static bool IsOnFiber => t_current is not null;

    /// <summary>The fiber that calls.</summary>
    public static Fiber CurrentFiber => t_current ?? throw new InvalidOperationException("not on a fiber");

    /// <summary>How often anything was run: equal numbers before and after mean that nothing happened between.</summary>
    public long Runs { get; private set; }

    /// <summary>Runs until nothing is left to run; or for long enough, if the block under test never comes to rest.</summary>
    public void RunToRest()
    {
        for (int run = 0; run < MostRuns && TryTakeFiber(out Fiber? fiber); run++)
        {
            Runs++;
            fiber.Run();
        }
    }

    /// <summary>Lets a parked fiber go on, in its turn.</summary>
    public void Wake(Fiber fiber)
    {
        lock (_gate)
        {
            _woken.Enqueue(fiber);
        }
    }

    /// <summary>Ends the threads. Nothing may be parked.</summary>
    public void Dispose()
    {
        foreach (Fiber fiber in _fibers.Where(fiber => fiber.IsFree))
        {
            fiber.Dispose();
        }
    }

    protected override void QueueTask(Task task)
    {
        lock (_gate)
        {
            _tasks.Enqueue(task);
        }
    }

    /// <summary>Never: a task that jumped the queue would make the order depend on who waits for whom.</summary>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate)
        {
            return _tasks.ToArray();
        }
    }

    private bool TryTakeFiber([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Fiber? fiber)
    {
        Task? task;
        lock (_gate)
        {
            if (_woken.TryDequeue(out fiber))
            {
                return true;
            }
            if (!_tasks.TryDequeue(out task))
            {
                return false;
            }
        }
        Fiber free = _fibers.Find(candidate => candidate.IsFree) ?? AddFiber();
        free.Give(() =>
        {
            t_current = free;
            TryExecuteTask(task);
        });
        fiber = free;
        return true;
    }

    private Fiber AddFiber()
    {
        var fiber = new Fiber();
        _fibers.Add(fiber);
        return fiber;
    }
}
