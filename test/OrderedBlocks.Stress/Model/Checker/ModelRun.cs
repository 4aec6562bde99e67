namespace ModelChecking;

/// <summary>
/// One execution of a scenario: its threads, of which one runs at a time. Who follows whom is in ModelRun.Scheduling.cs, what
/// they read and write in ModelRun.Memory.cs.
/// </summary>
public sealed partial class ModelRun
{
    /// <summary>Threads of a scenario at the most.</summary>
    internal const int MostThreads = 8;

    [ThreadStatic]
    private static ModelRun? s_current;

    [ThreadStatic]
    private static ModelThread? s_thread;

    private readonly IStrategy _strategy;
    private readonly Scenario _scenario;
    private readonly Trace? _trace;
    private readonly List<ModelThread> _threads = [];
    private readonly SemaphoreSlim _over = new(0);

    // Nobody can go on: the servants are to end.
    private bool _isOver;

    // Something was violated, or hangs: whoever is in the middle of something is to unwind.
    private bool _isAbandoned;

    // A check looks at the memory: no steps.
    private bool _isChecking;

    internal ModelRun(Scenario scenario, IStrategy strategy, Trace? trace)
    {
        _scenario = scenario;
        _strategy = strategy;
        _trace = trace;
        _preemptionsLeft = strategy.Preemptions;
    }

    /// <summary>The execution to which the calling thread belongs.</summary>
    public static ModelRun Current => s_current ?? throw new InvalidOperationException("There is no execution on this thread.");

    /// <summary>The number of the calling thread, from 0; -1 on none of the model.</summary>
    public static int ThreadId => s_thread?.Id ?? -1;

    /// <summary>Steps taken so far.</summary>
    public int Steps { get; private set; }

    /// <summary>What was violated, if anything.</summary>
    public string? Violation { get; private set; }

    // Whether the caller's accesses are no steps: it sets up or checks.
    private bool IsDirect => s_thread is null || _isChecking;

    /// <summary>Adds a thread; for <see cref="Scenario.Set"/>. It may wait for ever in <see cref="TryWaitForWork"/> only.</summary>
    public void AddThread(string name, Action body)
    {
        if (_threads.Count == MostThreads)
        {
            throw new InvalidOperationException($"A scenario has at most {MostThreads} threads.");
        }

        _threads.Add(new ModelThread(_threads.Count, name, body, MostThreads));
    }

    /// <summary>Something is not as it must be: ends the execution.</summary>
    public void Fail(string violation)
    {
        Violation ??= violation;
        _isAbandoned = true;
        if (!IsDirect)
        {
            throw new AbandonedException();
        }
    }

    /// <summary>Fails unless it holds.</summary>
    public void Require(bool condition, string violation)
    {
        if (!condition)
        {
            Fail(violation);
        }
    }

    /// <summary>Runs it to its end.</summary>
    internal void Run(CarrierPool carriers)
    {
        s_current = this;
        _strategy.Begin();
        try
        {
            _scenario.Set(this);
            foreach (ModelThread thread in _threads)
            {
                thread.Carrier = carriers.Take();
                thread.Carrier.Assign(() => Carry(thread));
            }

            if (PickFree(previous: null, excluded: null) is { } first)
            {
                first.Carrier!.Pass();
                _over.Wait();
            }

            EndThreads();
            _misfit?.Throw();
            if (!_isAbandoned)
            {
                _scenario.CheckEnd(this);
            }
        }
        finally
        {
            s_current = null;
            carriers.TakeBack();
        }
    }

    // On the carrier, when it is given the baton for the first time.
    private void Carry(ModelThread thread)
    {
        s_current = this;
        s_thread = thread;
        try
        {
            if (!_isAbandoned && !_isOver)
            {
                thread.Body();
            }
        }
        catch (AbandonedException)
        {
        }
#pragma warning disable CA1031 // whatever a modelled thread throws is a finding
        catch (Exception error)
#pragma warning restore CA1031
        {
            Violation ??= $"Thread {thread.Name} threw {error}";
            _isAbandoned = true;
        }

        thread.IsFinished = true;
        thread.Pending = 0;
        ModelThread? next = _isAbandoned || _isOver ? null : PickFree(thread, excluded: null);
        s_thread = null;
        s_current = null;
        if (next is null)
        {
            _over.Release();
        }
        else
        {
            next.StepsInTurn = 0;
            next.Carrier!.Pass();
        }
    }

    // Nobody can go on, or something was violated. Servants end; others that are not finished hang, or are unwound.
    private void EndThreads()
    {
        _isOver = true;
        foreach (ModelThread thread in _threads)
        {
            if (!thread.IsFinished && !thread.WaitsForWork)
            {
                Violation ??= $"Thread {thread.Name} waits for ever.";
                _isAbandoned = true;
            }
        }

        foreach (ModelThread thread in _threads)
        {
            if (!thread.IsFinished)
            {
                thread.Carrier!.Pass();
                _over.Wait();
            }
        }
    }
}
