using System.Diagnostics;
using OrderedBlocks.Atomics;
using OrderedBlocks.Delegates;
using OrderedBlocks.Ring;
using OrderedBlocks.Workers;

namespace OrderedBlocks.OneToMany;

/// <summary>How one worker makes the outputs of its items, in a block whose items have any number of them.</summary>
/// <remarks>
/// <para>The worker's, and for one item at a time, as the worker is. It goes through what the delegate has returned on the worker's
/// thread as long as there is room; where it has to wait, for room or for a task, the item is pending, and what follows runs on the
/// block's scheduler (Production.Waiting.cs, Production.Ending.cs).</para>
/// <para>The enumerator is asked for an output before there is room for it, so that the end is noticed when the last output is in;
/// the output stays with the enumerator until there is.</para>
/// <para>While outputs are cheap the head is looked at after a run of them, which goes on from item to item; the timer comes if that
/// takes too long.</para>
/// </remarks>
[DebuggerDisplay("{Position}: {_written} of {_limit}")]
internal sealed partial class OutputEnumeration<TInput, TOutput> : Transform<TInput, OutputStream<TOutput>>
{
    private readonly ManyTransform<TInput, TOutput> _many;
    private readonly WorkerGroup<TInput, OutputStream<TOutput>> _group;
    private readonly OrderedRing<TInput, OutputStream<TOutput>> _ring;
    private readonly OutputBudget _budget;
    private readonly Stack<OutputStream<TOutput>> _spare = new();

    // All of these belong to the thread that runs the production; handing it over publishes them.
    private RunLength _run = new();
    private bool _runIsOpen;

    // The last run has ended within this item, which has been in work since.
    private bool _goesOn;
    private bool _isPuttingOff;

    // Raised by the producer while he writes outputs without a look at the head; lowered by him or by the timer.
    private AtomicFlag _isQuiet;
    private OutputStream<TOutput>? _stream;
    private long _written;
    private long _limit;
    private bool _isAtHead;
    private TransformStatus _status;
    private Task? _failed;

    public OutputEnumeration(ManyTransform<TInput, TOutput> many, WorkerGroup<TInput, OutputStream<TOutput>> group)
    {
        _many = many;
        _group = group;
        _ring = group.Ring;
        _budget = many.Budget;
    }

    public override bool IsStreaming => true;

    /// <summary>The item's position.</summary>
    public Position Position { get; private set; }

    // Whether nothing more is to be made of the item.
    private bool MustStop =>
        _group.LifeCycle.DropsItems && (_group.LifeCycle.IsAbandoned || _ring.IsTruncated(Position));

    public override TransformStatus Start(
        Position position,
        TInput input,
        out OutputStream<TOutput> output,
        out ValueTask<OutputStream<TOutput>> pending)
    {
        Begin(position);
        output = default!;
        pending = default;
        bool isEnding = false;
        try
        {
            ManyOutputs<TOutput> outputs = _many.Call(input);
            if (outputs.Enumerable is { } enumerable)
            {
                IEnumerator<TOutput> enumerator = enumerable.GetEnumerator();
                if (!TryEnumerateAll(enumerator))
                {
                    isEnding = true;
                    pending = Pend();
                    _ = GoOnAsync(enumerator);
                    return TransformStatus.Pending;
                }
            }
            else if (outputs.AsyncEnumerable is { } source)
            {
                isEnding = true;
                pending = Pend();
                _ = EnumerateAsync(source);
                return TransformStatus.Pending;
            }
            else if (outputs.Task is { } task)
            {
                isEnding = true;
                pending = Pend();
                _ = EnumerateAsync(task);
                return TransformStatus.Pending;
            }
            else if (outputs.IsNoTask)
            {
                return TransformStatus.NoTask;
            }

            isEnding = true;
            EndItem();
            return _status;
        }
        finally
        {
            if (!isEnding)
            {
                EndItem();
                EndRun();
            }
        }
    }

    public override TransformStatus GetOutcome(
        ValueTask<OutputStream<TOutput>> ended,
        ItemPolicy<TInput> policy,
        out OutputStream<TOutput> output,
        out IReadOnlyList<Exception> errors)
    {
        TransformStatus status = base.GetOutcome(ended, policy, out output, out errors);
        _error = null;
        if (status != TransformStatus.Completed || _failed is null)
        {
            return status == TransformStatus.Completed ? _status : status;
        }

        Task failed = _failed;
        _failed = null;
        return policy.Classify(failed, out errors) == LossReason.Failed ? TransformStatus.Failed : TransformStatus.Canceled;
    }

    public override void EndRun()
    {
        if (!_runIsOpen)
        {
            return;
        }

        _runIsOpen = false;
        if (_isPuttingOff)
        {
            _isPuttingOff = false;
            _isQuiet.LowerAndFence();
        }
        else
        {
            Fence.Full();
        }

        // StreamRelease: the outputs, a full fence (either of the two above), then one look at the head.
        if (_ring.Head == Position)
        {
            _group.Output.Release(_run.Mode);
        }

        _run.End();
        _goesOn = true;
    }

    /// <summary>It is to look at the head after its next output. For the timer, which makes the fence (QuietRecall).</summary>
    /// <returns>Whether it would not have done so.</returns>
    public bool TryRecall()
    {
        if (!_isQuiet.IsUp)
        {
            return false;
        }

        _isQuiet.Set(false);
        return true;
    }

    private void Begin(Position position)
    {
        Position = position;
        _goesOn = false;
        _stream = null;
        _written = 0;
        _limit = _budget.IsUnlimited ? long.MaxValue : 0;
        _isAtHead = false;
        _status = TransformStatus.Completed;
        _failed = null;
    }

    // No more outputs: the credits that are left go to others. The enumerator has been disposed of.
    private void EndItem()
    {
        if (_group.LifeCycle.IsBeingCanceled)
        {
            // It was stopped, or has come to its end or failed because the block is being ended: nothing behind it is to come out.
            _ring.TruncateAt(Position.Next);
        }

        if (_limit > _written && !_budget.IsUnlimited && !_isAtHead && _stream!.TryAddCredits(_written - _limit))
        {
            _budget.Return(_limit - _written);
            _many.Look();
        }

        _limit = 0;
        _stream = null;
    }

    // Returns whether it has come to the end, or is to stop, and the enumerator has been disposed of.
    private bool TryEnumerateAll(IEnumerator<TOutput> enumerator)
    {
        bool goesOn = false;
        try
        {
            goesOn = !TryEnumerate(enumerator);
            return !goesOn;
        }
        finally
        {
            if (!goesOn)
            {
                enumerator.Dispose();
            }
        }
    }

    // Returns whether it has come to the end, or is to stop. If not, there is no room for the enumerator's current output.
    private bool TryEnumerate(IEnumerator<TOutput> enumerator)
    {
        while (enumerator.MoveNext())
        {
            if (TryStop())
            {
                return true;
            }

            if (!HasRoom())
            {
                return false;
            }

            Write(enumerator.Current);
        }

        return true;
    }

    private bool TryStop()
    {
        if (!MustStop)
        {
            return false;
        }

        _status = TransformStatus.Stopped;
        return true;
    }

    private void Write(TOutput output)
    {
        if (!_runIsOpen)
        {
            BeginRun();
        }

        OutputStream<TOutput> stream = _stream ??= Rent();
        stream.Write(output);
        if (_written++ == 0)
        {
            _ring.BeginStream(Position, stream);
        }

        // QuietRecall: the output, then the look whether this has been recalled.
        _run.Count(1);
        if (_run.IsOver || (_isPuttingOff && !_isQuiet.IsUp))
        {
            EndRun();
        }
    }

    private void BeginRun()
    {
        _runIsOpen = true;
        if (_goesOn)
        {
            // What it takes to make the output counts, and not only to write it.
            _run.GoOn();
        }
        else
        {
            _run.Begin();
        }

        if (_run.IsCheap)
        {
            _isPuttingOff = true;
            _isQuiet.TryRaise();

            // DeferredRelease: the flag was raised with a full fence; the tick recalls whom it finds.
            _group.DeferredWork.Set();
        }
    }

    private OutputStream<TOutput> Rent()
    {
        if (!_spare.TryPop(out OutputStream<TOutput>? stream))
        {
            _many.Pool.Take(_spare);
            if (!_spare.TryPop(out stream))
            {
                stream = new OutputStream<TOutput>();
            }
        }

        return stream;
    }

    // Whether one more output may be written.
    private bool HasRoom() => _written < _limit || TryMakeRoom() || TryHandOnForRoom();

    private bool TryMakeRoom()
    {
        if (!_isAtHead && !(_isAtHead = _ring.Head == Position))
        {
            // It may write as many again as it has written, up to its share; until the head comes none of them leaves.
            long credits = _budget.Take(Math.Min(_budget.Share - _written, Math.Max(1, _written)));
            if (credits > 0)
            {
                _stream ??= Rent();
                if (_stream.TryAddCredits(credits))
                {
                    _limit += credits;
                    return true;
                }

                // It has become the head by now, which has taken back the others.
                _budget.Return(credits);
                _many.Look();
            }

            _isAtHead = _stream is { IsAtHead: true };
        }

        if (_isAtHead)
        {
            _limit = _budget.Share + (_stream?.Taken ?? 0);
        }

        return _written < _limit;
    }

    // What was put off may make room.
    private bool TryHandOnForRoom()
    {
        if (!_runIsOpen)
        {
            return false;
        }

        EndRun();
        return TryMakeRoom();
    }
}
