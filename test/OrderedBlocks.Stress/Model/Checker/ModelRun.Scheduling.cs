using System.Runtime.ExceptionServices;

namespace ModelChecking;

/// <content>
/// Who goes on. A thread comes here before each step. There it may be preempted, which the bound counts; or a delayed store of
/// another thread may become visible, which counts as a preemption, too. Where a thread cannot go on, or has just been preempted,
/// any other may follow, and any delayed stores may become visible before it: that is free.
/// </content>
public sealed partial class ModelRun
{
    // A run that takes more steps than this goes round in circles.
    private const int MostSteps = 20_000;

    private readonly List<(int Point, int Option)> _choices = [];
    private readonly List<ModelThread> _options = [];
    private int _preemptionsLeft;
    private int _point;

    // Why the strategy could not go on.
    private ExceptionDispatchInfo? _misfit;

    /// <summary>Preemptions made.</summary>
    internal int PreemptionsMade => _strategy.Preemptions - _preemptionsLeft;

    /// <summary>The choices that differ from the undisturbed run: see <see cref="Replay"/>.</summary>
    internal string ReplayString => string.Join(',', _choices.Select(static choice => $"{choice.Point}={choice.Option}"));

    /// <summary>The calling thread goes on when the condition holds. It may be asked at any step.</summary>
    public void WaitUntil(Func<bool> condition)
    {
        if (!IsDirect)
        {
            ModelThread thread = s_thread!;
            Wait(thread, condition);

            // Behind it the thread is elsewhere, though it has read nothing.
            thread.History = Mix.In(thread.History, 13L);
        }
    }

    /// <summary>As <see cref="WaitUntil"/>, for a thread of a pool or a timer.</summary>
    /// <returns>False if that will never be: then the thread is to end.</returns>
    public bool TryWaitForWork(Func<bool> condition)
    {
        ModelThread thread = s_thread!;
        thread.WaitsForWork = true;
        Wait(thread, condition);
        thread.WaitsForWork = false;
        return !_isOver;
    }

    /// <summary>Unwinds a thread that <see cref="TryWaitForWork"/> has told to end in the middle of something.</summary>
    public static void Unwind() => throw new AbandonedException();

    /// <summary>
    /// All that the calling thread's future depends on, apart from the memory, is this number: how it came here need not be
    /// told apart from other ways. Makes more states the same.
    /// </summary>
    public static void Forget(int localState)
    {
        if (s_thread is { } thread)
        {
            thread.History = Mix.In(Mix.In(19, (ulong)thread.Id), localState);
            thread.Round.Clear();
        }
    }

    /// <summary>
    /// The end of a round of a loop that has found nothing to do: the calling thread goes on when one of the words that it has
    /// read in this round is another than it was. A round must depend on nothing but what it reads, so the state of the thread
    /// is afterwards what it was at the first call.
    /// </summary>
    /// <param name="start">Belongs to the loop; 0 before the first call.</param>
    public void Snooze(ref ulong start)
    {
        if (IsDirect)
        {
            return;
        }

        ModelThread thread = s_thread!;
        if (start == 0)
        {
            // What this round depended on cannot be told from what came before it: it is done once more.
            start = thread.History;
        }
        else
        {
            thread.History = start;
            Wait(thread, () => thread.Round.HasChanged(thread.Buffer));
        }

        thread.Round.Clear();
    }

    private void Wait(ModelThread thread, Func<bool> condition)
    {
        Enter(thread, AccessKind.Wait, cell: null);
        while (!Holds(condition) && !_isOver)
        {
            thread.Until = condition;
            SwitchFrom(thread);
            thread.Until = null;
        }

        thread.StepsInTurn++;
    }

    // A thread is about to make a step: others may come first.
    private void Enter(ModelThread thread, AccessKind kind, Cell? cell)
    {
        ThrowIfAbandoned();
        if (++Steps > MostSteps)
        {
            Fail($"No end after {MostSteps} steps.");
        }

        thread.Pending = Mix.In((ulong)kind + 1, cell?.Id ?? 0);
        if (thread.StepsInTurn > 0 && !IsLocal(thread, kind) && IsPreempted(thread) && PickFree(thread, excluded: thread) is { } next)
        {
            SwitchTo(thread, next);
        }

        ThrowIfAbandoned();
        if (!IsLocal(thread, kind))
        {
            thread.UncertainStores = 0;
        }
    }

    // Whether nobody else can see the step, or change what it does. To be preempted before it is then the same as to be preempted
    // after it, with its store still delayed; but for a fence of all, which asks about that. A read is never local: even the
    // thread's own delayed store can become visible and be overwritten before it is read.
    private bool IsLocal(ModelThread thread, AccessKind kind) => kind switch
    {
        AccessKind.Write or AccessKind.Wait => true,
        AccessKind.Fence => thread.Buffer.Count == 0,
        AccessKind.FenceOfAll => _threads.TrueForAll(static each => each.Buffer.Count == 0),
        _ => false,
    };

    private void SwitchFrom(ModelThread thread)
    {
        if (PickFree(thread, excluded: null) is { } next)
        {
            SwitchTo(thread, next);
            return;
        }

        ThrowIfAbandoned();

        // Nobody can go on: this is the end, which comes to this thread, too.
        _over.Release();
        thread.Carrier!.Await();
        ThrowIfAbandoned();
    }

    private void SwitchTo(ModelThread thread, ModelThread next)
    {
        next.StepsInTurn = 0;
        if (next != thread)
        {
            next.Carrier!.Pass();
            thread.Carrier!.Await();
            ThrowIfAbandoned();
        }
    }

    private void ThrowIfAbandoned()
    {
        if (_isAbandoned)
        {
            throw new AbandonedException();
        }
    }

    // Whether the thread, which could go on, is preempted. Stores of others may become visible before it goes on, too.
    private bool IsPreempted(ModelThread thread)
    {
        while (!_isAbandoned)
        {
            if (_preemptionsLeft == 0)
            {
                // Counted all the same: a replay has preemptions left here.
                _point++;
                return false;
            }

            _options.Clear();
            bool mayPreempt = thread.Buffer.Count > 0;
            foreach (ModelThread other in _threads)
            {
                if (other != thread)
                {
                    mayPreempt |= IsEnabled(other);
                    if (other.Buffer.Count > 0)
                    {
                        _options.Add(other);
                    }
                }
            }

            int first = mayPreempt ? 2 : 1;
            int option = Choose(first + _options.Count, Mix.In(1, (ulong)thread.Id));
            if (option == 0)
            {
                return false;
            }

            _preemptionsLeft--;
            if (option < first)
            {
                return true;
            }

            Flush(_options[option - first]);
        }

        return false;
    }

    // Who goes on where the thread before cannot, or was preempted (then it is excluded, unless nobody else can). Null if nobody.
    private ModelThread? PickFree(ModelThread? previous, ModelThread? excluded)
    {
        while (!_isAbandoned)
        {
            _options.Clear();
            foreach (ModelThread thread in _threads)
            {
                if (thread.Buffer.Count > 0)
                {
                    _options.Add(thread);
                }
            }

            int flushes = _options.Count;
            int after = previous?.Id ?? -1;
            for (int i = 1; i <= _threads.Count; i++)
            {
                ModelThread thread = _threads[(after + i) % _threads.Count];
                if (thread != excluded && IsEnabled(thread))
                {
                    _options.Add(thread);
                }
            }

            if (_options.Count == 0)
            {
                return excluded;
            }

            int option = Choose(_options.Count, Mix.In(2, (ulong)((excluded?.Id ?? -1) + 1)));
            if (option >= flushes)
            {
                return _options[option];
            }

            Flush(_options[option]);
        }

        return null;
    }

    private bool IsEnabled(ModelThread thread) => !thread.IsFinished && (thread.Until is null || Holds(thread.Until));

    // A condition looks at the visible memory, and makes no steps.
    private bool Holds(Func<bool> condition)
    {
        bool wasChecking = _isChecking;
        _isChecking = true;
        bool holds = condition();
        _isChecking = wasChecking;
        return holds;
    }

    private int Choose(int options, ulong place)
    {
        int point = _point++;
        if (options == 1)
        {
            return 0;
        }

        int option = AskStrategy(point, options, place);
        if (option != 0)
        {
            _choices.Add((point, option));
        }

        return option;
    }

    // On whatever thread decides. What the strategy throws says that the choices do not fit the scenario; it is no violation, and
    // goes to the caller of Run.
    private int AskStrategy(int point, int options, ulong place)
    {
        try
        {
            return _strategy.Choose(point, options, _strategy.AsksForState ? HashState(place) : 0, _preemptionsLeft);
        }
        catch (Exception error) when (error is FormatException or InvalidOperationException)
        {
            _misfit ??= ExceptionDispatchInfo.Capture(error);
            _isAbandoned = true;
            return 0;
        }
    }

    private ulong HashState(ulong place)
    {
        ulong hash = Mix.In(_memoryHash + HashData(), place);
        foreach (ModelThread thread in _threads)
        {
            hash = Mix.In(hash, thread.History);
            hash = Mix.In(hash, IsEnabled(thread) ? thread.Pending : ~thread.Pending);
            hash = thread.Buffer.Hash(Mix.In(hash, (ulong)thread.UncertainStores));
        }

        return hash;
    }
}
