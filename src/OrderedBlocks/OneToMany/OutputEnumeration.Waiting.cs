using System.Runtime.CompilerServices;
using OrderedBlocks.Delegates;

namespace OrderedBlocks.OneToMany;

/// <content>What has to wait: for room, for the delegate's task, for an asynchronous enumerator.</content>
/// <remarks>
/// Before it waits it looks after what it has put off. What follows runs on the block's scheduler, as a worker; if that refuses it the
/// block is faulted, and it runs past the scheduler, to stop and to dispose.
/// </remarks>
internal sealed partial class OutputEnumeration<TInput, TOutput> : IThreadPoolWorkItem
{
    // What follows a wait.
    private Action? _rest;

    // What is waited for.
    private ValueTask<bool> _step;
    private ValueTask<IEnumerable<TOutput>> _outputs;
    private ValueTask _disposal;

    // Made by the first task that is pending.
    private Awaiting Awaiting => field is { IsSpent: false } made ? made : field = new Awaiting(ScheduleRest, _group.Scheduler);

    private enum Awaited
    {
        Room,
        Step,
        Outputs,
        Disposal,
    }

    /// <summary>The next of several that were woken together.</summary>
    public OutputEnumeration<TInput, TOutput>? NextWoken { get; set; }

    /// <summary>Whether it need not wait any more. Under the lock of those who wait, which has published its state.</summary>
    /// <param name="free">Credits that nobody has; less those that this one may take, if it goes on for them.</param>
    public bool CanGoOn(ref long free)
    {
        if (MustStop)
        {
            return true;
        }

        long kept = _stream is { } stream ? _written - stream.Taken : 0;
        if (_isAtHead)
        {
            // Not for one at a time.
            return kept <= _budget.Share / 2;
        }

        if (_ring.Head == Position || _stream is { IsAtHead: true })
        {
            return kept < _budget.Share;
        }

        if (free <= 0 || _written >= _budget.Share)
        {
            return false;
        }

        free -= Math.Min(_budget.Share - _written, Math.Max(1, _written));
        return true;
    }

    void IThreadPoolWorkItem.Execute()
    {
        Action rest = _rest!;
        _rest = null;
        rest();
    }

    // The enumerator is at an output for which there was no room.
    private async Task GoOnAsync(IEnumerator<TOutput> enumerator)
    {
        try
        {
            try
            {
                do
                {
                    while (!TryStop() && !HasRoom())
                    {
                        await For(Awaited.Room);
                    }

                    if (_status == TransformStatus.Stopped)
                    {
                        break;
                    }

                    Write(enumerator.Current);
                }
                while (!TryEnumerate(enumerator));
            }
            finally
            {
                enumerator.Dispose();
            }
        }
        catch (Exception error)
        {
            // Whatever the user's delegate throws is the item's failure.
            _error = error;
        }

        EndAfterWait();
    }

    private async Task EnumerateAsync(ValueTask<IEnumerable<TOutput>> outputs)
    {
        try
        {
            _outputs = outputs;
            if (!outputs.IsCompleted)
            {
                await For(Awaited.Outputs);
            }

            outputs = _outputs;
            _outputs = default;
            if (!outputs.IsCompletedSuccessfully)
            {
                // All its exceptions count, not only the first one.
                _failed = outputs.AsTask();
            }
            else if (outputs.Result is { } enumerable && !TryStop())
            {
                IEnumerator<TOutput> enumerator = enumerable.GetEnumerator();
                try
                {
                    while (!TryEnumerate(enumerator))
                    {
                        while (!TryStop() && !HasRoom())
                        {
                            await For(Awaited.Room);
                        }

                        if (_status == TransformStatus.Stopped)
                        {
                            break;
                        }

                        Write(enumerator.Current);
                    }
                }
                finally
                {
                    enumerator.Dispose();
                }
            }
        }
        catch (Exception error)
        {
            // Whatever the user's delegate throws is the item's failure.
            _error = error;
        }

        EndAfterWait();
    }

    private async Task EnumerateAsync(IAsyncEnumerable<TOutput> source)
    {
        try
        {
            IAsyncEnumerator<TOutput> enumerator = source.GetAsyncEnumerator(_many.Token);
            try
            {
                while (true)
                {
                    if (!Has(enumerator.MoveNextAsync(), out _step))
                    {
                        await For(Awaited.Step);
                    }

                    if (!TakeStep() || TryStop())
                    {
                        break;
                    }

                    while (!HasRoom())
                    {
                        await For(Awaited.Room);
                        if (TryStop())
                        {
                            break;
                        }
                    }

                    if (_status == TransformStatus.Stopped)
                    {
                        break;
                    }

                    Write(enumerator.Current);
                }
            }
            finally
            {
                if (!Has(enumerator.DisposeAsync(), out _disposal))
                {
                    await For(Awaited.Disposal);
                }

                TakeDisposal();
            }
        }
        catch (Exception error)
        {
            // Whatever the user's delegate throws is the item's failure.
            _error = error;
        }

        EndAfterWait();
    }

    private static bool Has(ValueTask<bool> step, out ValueTask<bool> kept)
    {
        kept = step;
        return step.IsCompleted;
    }

    private static bool Has(ValueTask disposal, out ValueTask kept)
    {
        kept = disposal;
        return disposal.IsCompleted;
    }

    private bool TakeStep()
    {
        ValueTask<bool> step = _step;
        _step = default;
        return step.GetAwaiter().GetResult();
    }

    private void TakeDisposal()
    {
        ValueTask disposal = _disposal;
        _disposal = default;
        disposal.GetAwaiter().GetResult();
    }

    // The worker may be long in coming, and may go on with another item before this returns.
    private void EndAfterWait()
    {
        EndItem();
        EndRun();
        NotifyOfEnd();
    }

    private Wait For(Awaited awaited)
    {
        EndRun();
        _goesOn = false;
        return new Wait(this, awaited);
    }

    private void ScheduleRest() => _group.Schedule(this);

    private void Await(Awaited awaited, Action rest)
    {
        _rest = rest;
        switch (awaited)
        {
            case Awaited.Room:
                _many.Wait(this);
                break;

            case Awaited.Step:
                Awaiting.Await(ref _step);
                break;

            case Awaited.Outputs:
                Awaiting.Await(ref _outputs);
                break;

            default:
                Awaiting.Await(ref _disposal);
                break;
        }
    }

    // What follows is run by the block's scheduler, always: nothing of it on the thread that makes the room or ends the task.
    private readonly struct Wait(OutputEnumeration<TInput, TOutput> production, Awaited awaited) : ICriticalNotifyCompletion
    {
        public bool IsCompleted => false;

        public Wait GetAwaiter() => this;

        public void GetResult()
        {
            // What was waited for is read by who awaits.
        }

        public void OnCompleted(Action continuation) => production.Await(awaited, continuation);

        public void UnsafeOnCompleted(Action continuation) => production.Await(awaited, continuation);
    }
}
