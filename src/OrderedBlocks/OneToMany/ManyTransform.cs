using System.Diagnostics;
using OrderedBlocks.Atomics;
using OrderedBlocks.Delegates;
using OrderedBlocks.Ring;
using OrderedBlocks.Scheduling;
using OrderedBlocks.Workers;

namespace OrderedBlocks.OneToMany;

/// <summary>
/// The user's delegate in a block whose items have any number of outputs. The work is that of the workers' <see
/// cref="OutputEnumeration{TInput, TOutput}"/>s; here is what these share: the room for outputs, and those who wait for some.
/// </summary>
/// <remarks>
/// Who waits enters the list, makes a full fence and looks (OutputRoom); who makes room, moves the head or abandons the block makes a
/// full fence and looks whether somebody is in the list.
/// </remarks>
[DebuggerDisplay("Waiting = {_count}, {Budget}")]
internal sealed class ManyTransform<TInput, TOutput> : Transform<TInput, OutputStream<TOutput>>, IOutputRoom
{
    private readonly Lock _lock = new();

    // Under _lock: who waits, by position.
    private readonly List<OutputEnumeration<TInput, TOutput>> _waiting = [];

    // Written under _lock, read by anybody: how many wait.
    private AtomicInt64 _count;

    // Under _lock: one for each worker.
    private readonly List<OutputEnumeration<TInput, TOutput>> _all = [];

    private WorkerGroup<TInput, OutputStream<TOutput>>? _group;

    /// <summary>Creates it; it is of use once it is attached.</summary>
    /// <param name="call">The user's delegate.</param>
    /// <param name="budget">The room for outputs.</param>
    /// <param name="pool">Streams to write to.</param>
    /// <param name="token">The token for asynchronous enumerators.</param>
    public ManyTransform(
        Func<TInput, ManyOutputs<TOutput>> call,
        OutputBudget budget,
        StreamPool<TOutput> pool,
        CancellationToken token)
    {
        Call = call;
        Token = token;
        Budget = budget;
        Pool = pool;
    }

    public override bool IsStreaming => true;

    public override long WaitingForRoom => _count.Read();

    public Func<TInput, ManyOutputs<TOutput>> Call { get; private set; }

    public CancellationToken Token { get; }

    public OutputBudget Budget { get; }

    public StreamPool<TOutput> Pool { get; }

    /// <summary>The workers, once they are there.</summary>
    public WorkerGroup<TInput, OutputStream<TOutput>> Group => _group!;

    public override Transform<TInput, OutputStream<TOutput>> In(DedicatedContext context)
    {
        Func<TInput, ManyOutputs<TOutput>> call = Call;
        Call = input =>
        {
            using (context.Enter())
            {
                ManyOutputs<TOutput> outputs = call(input);
                return outputs.AsyncEnumerable is { } stream
                    ? ManyOutputs<TOutput>.Of(new DedicatedStream<TOutput>(stream, context))
                    : outputs;
            }
        };
        return this;
    }

    public override Transform<TInput, OutputStream<TOutput>> ForWorker(WorkerGroup<TInput, OutputStream<TOutput>> group)
    {
        // The same group always; before its first worker runs.
        _group = group;
        var production = new OutputEnumeration<TInput, TOutput>(this, group);
        using (Uninterrupted.Enter(_lock))
        {
            _all.Add(production);
        }

        return production;
    }

    public override TransformStatus Start(
        Position position,
        TInput input,
        out OutputStream<TOutput> output,
        out ValueTask<OutputStream<TOutput>> pending) =>
        throw new NotSupportedException("A worker has a production of its own.");

    public void Recall()
    {
        bool any = false;
        using (Uninterrupted.Enter(_lock))
        {
            foreach (OutputEnumeration<TInput, TOutput> production in _all)
            {
                any |= production.TryRecall();
            }
        }

        if (any)
        {
            // QuietRecall: who is recalled makes no fence between an output and his look at whether he is.
            Fence.ProcessWide();
        }
    }

    /// <summary>Waits for room: the production is run by the scheduler when there is some.</summary>
    public void Wait(OutputEnumeration<TInput, TOutput> production)
    {
        using (Uninterrupted.Enter(_lock))
        {
            int index = _waiting.Count;
            while (index > 0 && production.Position.IsBefore(_waiting[index - 1].Position))
            {
                index--;
            }

            _waiting.Insert(index, production);
            _count.Write(_waiting.Count);
        }

        // OutputRoom: it is in the list; now look for room once more.
        Fence.Full();
        Look();
    }

    public void AssertWhole() => Debug.Assert(Budget.IsWhole);

    public void Look()
    {
        if (_count.Read() == 0)
        {
            return;
        }

        OutputEnumeration<TInput, TOutput>? woken = null;
        using (Uninterrupted.Enter(_lock))
        {
            // The first ones first; a credit that one of them is about to take is not there for the others.
            long free = Budget.Free;
            OutputEnumeration<TInput, TOutput>? last = null;
            for (int index = 0; index < _waiting.Count;)
            {
                OutputEnumeration<TInput, TOutput> production = _waiting[index];
                if (!production.CanGoOn(ref free))
                {
                    if (free <= 0 && !Group.LifeCycle.DropsItems)
                    {
                        // Only the first one can be the head; all others would need credits.
                        break;
                    }

                    index++;
                    continue;
                }

                _waiting.RemoveAt(index);
                if (last is null)
                {
                    woken = production;
                }
                else
                {
                    last.NextWoken = production;
                }

                last = production;
            }

            _count.Write(_waiting.Count);
        }

        if (_count.Read() != 0)
        {
            // HeadStart: those that wait may all wait for the head, and no worker has started it.
            Group.LookForHead();
        }

        while (woken is not null)
        {
            // Before it runs: it may wait again.
            OutputEnumeration<TInput, TOutput>? next = woken.NextWoken;
            woken.NextWoken = null;
            Group.Schedule(woken);
            woken = next;
        }
    }
}
