using OrderedBlocks.Completion;

namespace OrderedBlocks.Hub;

/// <content>How the block ends.</content>
/// <remarks>
/// A block that is abandoned ends in four steps: change the state, close the ring, drop the queue, look at the output again. A thread
/// that works on the block meanwhile notices each step by a look of its own. So the block ends even while others work on it.
/// </remarks>
internal sealed partial class BlockCore<TInput, TOutput>
{
    // How long an end that nothing holds up may take on a busy machine.
    private static readonly TimeSpan s_longestEnd = TimeSpan.FromSeconds(5);

    // What a task can wait for at the most, about 49 days: beyond it there is no deadline.
    private static readonly TimeSpan s_longestTimeout = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    public bool TryComplete(Exception? error)
    {
        bool isFirst = error is null ? LifeCycle.TryComplete() : LifeCycle.TryComplete(error);
        if (isFirst)
        {
            Close();
        }

        return isFirst;
    }

    public Task<DrainResult> DrainAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (timeout != Timeout.InfiniteTimeSpan && timeout < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(
                nameof(timeout),
                timeout,
                $"The timeout must be {nameof(Timeout.InfiniteTimeSpan)}, or zero or more.");
        }

        return DrainCheckedAsync(timeout > s_longestTimeout ? Timeout.InfiniteTimeSpan : timeout, cancellationToken);
    }

    public void Fault(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (PassedFault.Is(exception))
        {
            FaultInOrder(exception);
        }
        else if (LifeCycle.TryFault(exception))
        {
            Abandon();
        }
    }

    /// <summary>
    /// Drops what is queued and lets running delegates end. The callback of the block's token, on the thread that cancels.
    /// </summary>
    public void Cancel()
    {
        if (LifeCycle.TryCancel())
        {
            Abandon();
        }
    }

    /// <summary>Ends the block with exceptions of its own: they count whatever its state, as long as it has not ended.</summary>
    public void FaultByItself(IReadOnlyList<Exception> errors)
    {
        LifeCycle.Fault(errors);
        Abandon();
    }

    // A link has brought the fault of a source: what that has handed on before is worked on.
    private void FaultInOrder(Exception exception)
    {
        if (LifeCycle.TryFaultInOrder(exception))
        {
            Close();

            // PassedFault. In a cycle the target that is gone is the source that has failed: nothing that waits here would ever leave.
            if (_output.AreTargetsGone)
            {
                EndFailing();
            }
        }
    }

    private void EndFailing()
    {
        if (LifeCycle.TryEndFailing())
        {
            Abandon();
        }
    }

    private void Abandon()
    {
        Ring.Close();
        LifeCycle.CancelDelegates(Scheduler);
        _workers.DropQueued();
        _failures?.Abandon();
        Close();
    }

    // Nothing of others is called on this thread: it may be anybody's.
    private void Close()
    {
        Ring.Close();
        _input.OnRoomFromOutside();

        // Those who wait for room stop, if there is to be no more output.
        _room?.Look();
        _output.EnsureReleaseScheduled();
    }

    private async Task<DrainResult> DrainCheckedAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        OrderedBlockStatistics before = GetStatistics();
        bool ended = await EndWithinAsync(timeout, cancellationToken).ConfigureAwait(false);

        // A delegate that hears of the cancellation may be quicker than this, or slower: its item is left undone either way.
        long canceledItems = Losses[LossReason.CanceledItem];
        if (!ended)
        {
            Cancel();
        }

        OrderedBlockStatistics after = GetStatistics();
        return new DrainResult
        {
            CompletedInTime = ended,
            Released = after.Released - before.Released,
            Unprocessed = after.Admitted - after.Released - after.Failed - after.NullTasks - canceledItems - DroppedByBlock(before),
            Statistics = after,
        };
    }

    // Returns whether the block has ended. Never fails.
    private async Task<bool> EndWithinAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        TryComplete(error: null);
        EndPause();
        await Completion.WaitAsync(timeout, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Ring.IsFinished)
        {
            // Nothing is left, so the end is on its way. A target that keeps the thread which brings it keeps no one else.
            await Completion.WaitAsync(s_longestEnd, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return Completion.IsCompleted;
    }

    private void EndPause()
    {
        using (_degreeLock.Enter())
        {
            _isDraining = true;
            _workers.Degree = _lastDegree;
        }

        _workers.LookForWork();
    }

    private static long DroppedByBlock(in OrderedBlockStatistics counts) =>
        counts.DroppedByFault + counts.DroppedByCancellation + counts.DroppedWithoutTargets;
}
