using OrderedBlocks.Completion;
using OrderedBlocks.Observation;
using OrderedBlocks.Ring;
using OrderedBlocks.Scheduling;

namespace OrderedBlocks.Hub;

/// <content>What the parts tell the hub, and whom it tells.</content>
internal sealed partial class BlockCore<TInput, TOutput> : IBlockHub, IDeferredWork
{
    void IBlockHub.OnAdmitted() => _workers.Notify();

    void IBlockHub.OnFetched()
    {
        _workers.Notify();
        if (LifeCycle.IsAbandoned)
        {
            // The thread that abandoned the block has left this position to this one.
            _workers.DropQueued();
            _output.EnsureReleaseScheduled();
        }
    }

    void IBlockHub.OnReservationCanceled()
    {
        ((IBlockHub)this).OnFetched();
        _input.OnRoomFromOutside();
    }

    void IBlockHub.OnLastSenderGone() => _output.EnsureReleaseScheduled();

    bool IBlockHub.TryHelp() => _workers.TryHelp();

    void IBlockHub.OnRoom(ReleaseMode mode) => LetSendersIn(mode);

    void IBlockHub.OnFailed(Position position, IReadOnlyList<Exception> errors)
    {
        if (!CountFailure(position, errors))
        {
            return;
        }

        if (LifeCycle.IsAbandoned)
        {
            Abandon();
        }
        else
        {
            Close();
        }
    }

    void IOutputHub.OnHeadFailed(Position position, IReadOnlyList<Exception> errors)
    {
        // What comes before it has been consumed, so this is in order as well. Items that follow it may have failed before: their
        // exceptions come behind.
        if (CountFailure(position, errors))
        {
            LifeCycle.TryEndFailing();
            Abandon();
        }
    }

    void IBlockHub.OnWorkerAdded() => Register();

    void IBlockHub.OnWorkerStarted(int number)
    {
        if (BlockEvents.Log.AreOnForWorkers())
        {
            BlockEvents.Log.WorkerStarted(Name, number);
        }
    }

    void IBlockHub.OnIdle() => _input.OnRoom(ReleaseMode.Single);

    void IBlockHub.OnWorkerRetired(int number)
    {
        if (Ring.TryAwaitTrim())
        {
            IdleTrimmer.Shared.Await(Ring);
        }

        if (BlockEvents.Log.AreOnForWorkers())
        {
            BlockEvents.Log.WorkerRetired(Name, number);
        }
    }

    void IOutputHub.OnReleased(ReleaseMode mode)
    {
        _room?.Look();
        LetSendersIn(mode);
    }

    void IOutputHub.OnTakenFromOutside()
    {
        _room?.Look();
        _input.OnRoomFromOutside();
    }

    void IOutputHub.OnSendersDeferred() => _workers.DeferredWork.Set();

    void IOutputHub.OnDropped(LossReason reason, long count) => Losses.Add(reason, count);

    void IOutputHub.OnTruncationReached() => EndFailing();

    void IOutputHub.OnLinksGone(Refusal? refusal)
    {
        // PassedFault: the fence after the output lock comes between the leaving of the target and this look.
        if (refusal is not null && LifeCycle.HasPassedError)
        {
            EndFailing();
            return;
        }

        if (refusal is null || _settings.TargetsGoneMode == TargetsGoneMode.Wait)
        {
            return;
        }

        if (LifeCycle.HasTokenFired)
        {
            // As a rule it is the target's token, too, which has heard of it before.
            Cancel();
        }
        else if (_settings.TargetsGoneMode == TargetsGoneMode.Fault)
        {
            // Not by itself: a block that is being ended for another reason stays so.
            Fault(new InvalidOperationException(
                "The last target has declined for good, so that nobody is left to take what comes out.", refusal.Reason));
        }
        else if (LifeCycle.TryStop())
        {
            Abandon();
        }
    }

    void IOutputHub.OnError(Exception error) => FaultByItself([error]);

    void IOutputHub.OnFinished()
    {
        _registration.Unregister();
        _otherRegistration.Unregister();
        BlockMetrics.Shared.Unregister(ref _number, this);
        GiveBackDiscarded();
        if (!LifeCycle.DropsItems)
        {
            // Outputs that were dropped keep their credits.
            _room?.AssertWhole();
        }

        LifeCycle.End();
        LogEnd();
        _output.PropagateCompletion();
        _failures?.Complete();
        Scheduler.End();
    }

    // Has done what was put off. Targets are offered to on the block's scheduler, not here.
    void IDeferredWork.OnTick()
    {
        // First: a batch that has come to its last item is not looked after any more, but what was put off before is seen below.
        _workers.LookAfterWorkers();
        _room?.Recall();
        _output.EnsureReleaseScheduled();
        _input.OnRoom(ReleaseMode.Single);
        if (_output.DefersSenders)
        {
            _workers.DeferredWork.Set();
        }
    }

    private void LetSendersIn(ReleaseMode mode)
    {
        if (CallerRunsScope.IsActive)
        {
            // This is a sender's thread: other senders are not called on it.
            _input.OnRoomFromOutside();
        }
        else
        {
            _input.OnRoom(mode);
        }
    }

    // Returns whether the block fails in order; else it has been faulted.
    private bool CountFailure(Position position, IReadOnlyList<Exception> errors)
    {
        Losses.Add(LossReason.Failed, 1);
        if (_settings.FailureMode != ItemFailureMode.FaultInOrder)
        {
            FaultByItself(errors);
            return false;
        }

        LifeCycle.FailInOrder(position, errors);
        return true;
    }

    // Before the end is told, and under no lock.
    private void GiveBackDiscarded()
    {
        foreach (TOutput output in Ring.Discarded ?? [])
        {
            Reuse!.GiveBack(output);
        }

        Ring.Discarded?.Clear();
    }
}
