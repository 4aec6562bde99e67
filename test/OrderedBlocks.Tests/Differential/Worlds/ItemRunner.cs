namespace OrderedBlocks.Tests.Differential;

/// <summary>The delegate of one world: runs each item's script and holds the gates of those that wait.</summary>
/// <remarks>
/// A synchronous item waits by parking its fiber, an asynchronous one by a task that is not complete. Either way the
/// block sees a delegate that has not come back yet.
/// </remarks>
internal sealed class ItemRunner(Scenario scenario, BatonScheduler scheduler)
{
    /// <summary>Added to an item to give its output, so that an input can never pass for an output.</summary>
    public const int OutputOffset = 1000;

    private readonly Lock _gate = new();

    // all under _gate: a block that called its delegate from a wrong thread must be told, not crash the engine
    private readonly List<int> _started = [];
    private readonly HashSet<int> _ended = [];
    private readonly SortedDictionary<int, Action> _waiting = [];
    private readonly HashSet<int> _openedAhead = [];
    private bool _allOpen;
    private int _strays;

    /// <summary>The items for which the delegate was called, in the order of the calls.</summary>
    public IReadOnlyList<int> Started
    {
        get
        {
            lock (_gate)
            {
                return [.. _started];
            }
        }
    }

    /// <summary>The items that stand behind closed gates, smallest first.</summary>
    public IReadOnlyList<int> Waiting
    {
        get
        {
            lock (_gate)
            {
                return [.. _waiting.Keys];
            }
        }
    }

    /// <summary>Calls of the delegate that did not come through the options' scheduler.</summary>
    public int Strays
    {
        get
        {
            lock (_gate)
            {
                return _strays;
            }
        }
    }

    /// <summary>Whether an item has faulted the block.</summary>
    public bool HasFaulted
    {
        get
        {
            lock (_gate)
            {
                return _ended.Any(item => scenario.ScriptOf(item).Faults());
            }
        }
    }

    public int RunSynchronously(int item)
    {
        if (Begin(item, BatonScheduler.IsOnFiber ? WakerOf(BatonScheduler.CurrentFiber) : static () => { }))
        {
            BatonScheduler.CurrentFiber.Park();
        }
        End(item);
        ItemScript script = scenario.ScriptOf(item);
        return script.Faults() ? throw Failure(item)
            : script.Drops() ? throw new OperationCanceledException($"item {item}")
            : item + OutputOffset;
    }

    public Task<int>? RunAsynchronously(int item)
    {
        ItemScript script = scenario.ScriptOf(item);
        var result = new TaskCompletionSource<int>();
        if (!Begin(item, () => Finish(item, result)))
        {
            // throws on this stack, or hands over a task that is complete
            switch (script)
            {
                case ItemScript.Throw:
                    End(item);
                    throw Failure(item);
                case ItemScript.Cancel:
                    End(item);
                    throw new OperationCanceledException($"item {item}");
                case ItemScript.NullTask:
                    End(item);
                    return null;
                default:
                    Finish(item, result);
                    break;
            }
        }
        return result.Task;
    }

    /// <summary>Opens the gate of an item that waits, or will.</summary>
    public void Open(int item)
    {
        Action? open;
        lock (_gate)
        {
            if (!_waiting.Remove(item, out open))
            {
                _openedAhead.Add(item);
            }
        }
        open?.Invoke();
    }

    /// <summary>Opens every gate there is and will be.</summary>
    public void OpenAll()
    {
        lock (_gate)
        {
            _allOpen = true;
        }
        foreach (int item in Waiting)
        {
            Open(item);
        }
    }

    private static ProgramException Failure(int item) => new($"item {item}");

    private Action WakerOf(Fiber fiber) => () => scheduler.Wake(fiber);

    /// <summary>Notes the call; true when the item has to wait.</summary>
    private bool Begin(int item, Action open)
    {
        lock (_gate)
        {
            _started.Add(item);
            if (!BatonScheduler.IsOnFiber)
            {
                _strays++;
                return false;
            }
            bool waits = scenario.ScriptOf(item).Waits() && !_allOpen && !_openedAhead.Contains(item);
            if (waits)
            {
                _waiting.Add(item, open);
            }
            return waits;
        }
    }

    private void End(int item)
    {
        lock (_gate)
        {
            _ended.Add(item);
        }
    }

    private void Finish(int item, TaskCompletionSource<int> result)
    {
        // noted first: setting the result runs the block's continuation
        End(item);
        ItemScript script = scenario.ScriptOf(item);
        if (script.Faults())
        {
            result.SetException(Failure(item));
        }
        else if (script.Drops())
        {
            result.SetCanceled();
        }
        else
        {
            result.SetResult(item + OutputOffset);
        }
    }
}
