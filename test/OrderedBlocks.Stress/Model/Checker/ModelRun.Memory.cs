namespace ModelChecking;

/// <content>
/// The memory: sequentially consistent but for the store buffers, which keep a thread's stores from the others until they are
/// flushed, by an interlocked operation or a fence of that thread, or at any moment before (x86-TSO).
/// </content>
public sealed partial class ModelRun
{
    // The sum over all cells that were written: the same for the same contents.
    private ulong _memoryHash;

    private ulong _cellsSetUp;

    /// <summary>Creates a cell that nobody else can see yet.</summary>
    public static Cell CreateCell(long value, object? reference = null)
    {
        var cell = new Cell { Value = value, Object = reference };
        if (s_current is { } run)
        {
            cell.Id = run.NewId();
        }

        return cell;
    }

    /// <summary>Creates a cell at its first use. Touched while the scenario is set, it is the same cell in all executions.</summary>
    public static Cell CreateCellAtFirstUse() => s_thread is null ? CreateCell(0) : new Cell();

    /// <summary>Acquire.</summary>
    public long Read(Cell cell) => Read(cell, out _);

    /// <summary>Acquire.</summary>
    public long Read(Cell cell, out object? reference)
    {
        if (IsDirect)
        {
            reference = cell.Object;
            return cell.Value;
        }

        ModelThread thread = s_thread!;
        Enter(thread, AccessKind.Read, cell);
        bool isOwn = thread.Buffer.TryFindNewest(cell, out StoreBuffer.Store own);
        long value = isOwn ? own.Value : cell.Value;
        reference = isOwn ? own.Object : cell.Object;
        if (!isOwn)
        {
            thread.Clock.Join(cell.Clock);
        }

        _trace?.Add(thread.Name, AccessKind.Read, cell, value, isOwn ? "own, delayed" : "");
        thread.Round.NoteRead(cell, value);
        Done(thread, value);
        return value;
    }

    /// <summary>A plain read of a word that only this thread may write now. No step: nobody can interfere.</summary>
    public long ReadOwn(Cell cell)
    {
        if (IsDirect)
        {
            return cell.Value;
        }

        ModelThread thread = s_thread!;
        bool isOwn = thread.Buffer.TryFindNewest(cell, out StoreBuffer.Store own);
        foreach (ModelThread other in _threads)
        {
            if (other != thread && other.Buffer.Holds(cell))
            {
                Fail("A word is read as the thread's own while another thread's store to it is delayed.");
            }
        }

        long value = isOwn ? own.Value : cell.Value;
        thread.History = Mix.In(thread.History, value);
        return value;
    }

    /// <summary>Release.</summary>
    public void Write(Cell cell, long value, object? reference = null)
    {
        if (IsDirect)
        {
            MakeVisible(cell, value, reference, clock: null);
            return;
        }

        ModelThread thread = s_thread!;
        Enter(thread, AccessKind.Write, cell);
        cell.Id = cell.Id != 0 ? cell.Id : NewId();
        _trace?.Add(thread.Name, AccessKind.Write, cell, value, "delayed");
        thread.Round.NoteWritten(cell, value);
        thread.Buffer.Add(new StoreBuffer.Store(cell, value, reference, thread.Clock.Copy()));
        thread.UncertainStores++;
        thread.Clock.Tick(thread.Id);
        Done(thread, 0);
    }

    /// <summary>Full fence. Returns what it was.</summary>
    public long Exchange(Cell cell, long value, object? reference, out object? before) =>
        Swap(cell, static (_, arguments) => arguments.Value, (value, 0), reference, out before);

    /// <inheritdoc cref="Exchange(Cell, long, object?, out object?)"/>
    public long Exchange(Cell cell, long value) => Exchange(cell, value, reference: null, out _);

    /// <summary>Full fence. Returns what it was.</summary>
    public long CompareExchange(Cell cell, long value, long expected) => Swap(
        cell,
        static (old, arguments) => old == arguments.Expected ? arguments.Value : old,
        (value, expected),
        reference: null,
        out _);

    /// <summary>Full fence. Returns what it was.</summary>
    public long Add(Cell cell, long amount) =>
        Swap(cell, static (old, arguments) => old + arguments.Value, (amount, 0), reference: null, out _);

    /// <summary>Full fence. Returns what it was.</summary>
    public long Or(Cell cell, long bits) =>
        Swap(cell, static (old, arguments) => old | arguments.Value, (bits, 0), reference: null, out _);

    /// <summary>Full fence. Returns what it was.</summary>
    public long And(Cell cell, long bits) =>
        Swap(cell, static (old, arguments) => old & arguments.Value, (bits, 0), reference: null, out _);

    /// <summary>Full fence.</summary>
    public void Fence()
    {
        if (!IsDirect)
        {
            ModelThread thread = s_thread!;
            Enter(thread, AccessKind.Fence, cell: null);
            Drain(thread);
            _trace?.Add(thread.Name, AccessKind.Fence, cell: null, 0, "");
            Done(thread, 0);
        }
    }

    /// <summary>
    /// A full fence of every thread at this moment. What a thread has stored since it could last be preempted it may as well not
    /// have stored yet.
    /// </summary>
    public void FenceOfAll()
    {
        if (!IsDirect)
        {
            ModelThread thread = s_thread!;
            Enter(thread, AccessKind.FenceOfAll, cell: null);
            Drain(thread);
            foreach (ModelThread each in _threads)
            {
                int uncertain = Math.Min(each.UncertainStores, each.Buffer.Count);
                DrainTo(each, uncertain == 0 ? 0 : Choose(uncertain + 1, Mix.In(3, (ulong)each.Id)));
            }

            ThrowIfAbandoned();

            _trace?.Add(thread.Name, AccessKind.FenceOfAll, cell: null, 0, "");
            Done(thread, 0);
        }
    }

    /// <summary>What all threads can see, for conditions and checks.</summary>
    public static long Visible(Cell cell) => cell.Value;

    /// <summary>A number for what the calling thread has seen: writing it publishes all of that to the state's hash.</summary>
    public static long Version => s_thread is { } thread ? unchecked((long)thread.History) : 0;

    private long Swap(
        Cell cell,
        Func<long, (long Value, long Expected), long> change,
        (long Value, long Expected) arguments,
        object? reference,
        out object? before)
    {
        if (IsDirect)
        {
            before = cell.Object;
            long was = cell.Value;
            MakeVisible(cell, change(was, arguments), reference, clock: null);
            return was;
        }

        ModelThread thread = s_thread!;
        Enter(thread, AccessKind.Exchange, cell);
        Drain(thread);
        before = cell.Object;
        long old = cell.Value;
        long value = change(old, arguments);
        thread.Clock.Join(cell.Clock);
        if (value != old || !ReferenceEquals(reference, before))
        {
            cell.Id = cell.Id != 0 ? cell.Id : NewId();
            _trace?.Add(thread.Name, AccessKind.Exchange, cell, value, "visible, was", old);
            MakeVisible(cell, value, reference, thread.Clock.Copy());
        }
        else
        {
            _trace?.Add(thread.Name, AccessKind.Exchange, cell, value, "unchanged");
        }

        if (value == old)
        {
            thread.Round.NoteRead(cell, old);
        }
        else
        {
            thread.Round.NoteWritten(cell, value);
        }

        thread.Clock.Tick(thread.Id);
        Done(thread, old);
        ThrowIfAbandoned();
        return old;
    }

    private static void Done(ModelThread thread, long read)
    {
        thread.History = Mix.In(thread.History, read);
        thread.StepsInTurn++;
    }

    private void Drain(ModelThread thread)
    {
        DrainTo(thread, left: 0);
        thread.UncertainStores = 0;
    }

    private void DrainTo(ModelThread thread, int left)
    {
        while (thread.Buffer.Count > left)
        {
            Flush(thread);
        }
    }

    // The thread's oldest delayed store becomes visible. On whatever thread decides so.
    private void Flush(ModelThread thread)
    {
        StoreBuffer.Store store = thread.Buffer.TakeOldest();
        _trace?.Add(thread.Name, kind: null, store.Cell, store.Value, "becomes visible");
        MakeVisible(store.Cell, store.Value, store.Object, store.Clock);
    }

    private void MakeVisible(Cell cell, long value, object? reference, VectorClock? clock)
    {
        if (cell.IsCounted)
        {
            _memoryHash -= Mix.In(cell.Id, cell.Value);
        }

        if (cell.Clock is null && clock is not null)
        {
            _published.Add(cell);
        }

        cell.Value = value;
        cell.Object = reference;
        cell.Clock = clock;
        cell.IsCounted = cell.Id != 0;
        if (cell.IsCounted)
        {
            _memoryHash += Mix.In(cell.Id, value);
        }

        if (!_isChecking && clock is not null)
        {
            _isChecking = true;
            _scenario.CheckStep(this);
            _isChecking = false;
        }
    }

    // The same in all executions that lead here.
    private ulong NewId()
    {
        if (s_thread is not { } thread)
        {
            return Mix.In(5, ++_cellsSetUp) | 1;
        }

        thread.History = Mix.In(thread.History, 7L);
        return Mix.In(thread.History, 11L) | 1;
    }
}
