using System.Diagnostics;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Atomics;
using OrderedBlocks.Completion;
using OrderedBlocks.Ring;
using OrderedBlocks.Scheduling;

namespace OrderedBlocks.Input;

/// <summary>
/// The side of a block that takes messages: accepts them, postpones them when it is full, and fetches them later.
/// </summary>
/// <remarks>
/// <para>While messages are postponed the ring's gate is up, so that nobody overtakes them. The gate is raised and lowered
/// under the lock of the postponed messages, together with their coming and going.</para>
/// <para>A message is fetched under no lock, into a position that was taken before: whatever the source answers, nobody else
/// can take the room, and completion waits for the position. One transfer runs at a time. Whoever ends one looks once more,
/// after a full fence, whether there is another to be made.</para>
/// <para>SenderWakeUp, the sender's half: note the message, raise the gate by a locked instruction, then look for room. The
/// releaser's half is in the output side: move the head, full fence, then look at the gate.</para>
/// </remarks>
[DebuggerDisplay("Postponed = {_postponed.Count}")]
internal sealed class RingInput<TInput, TOutput> : InputSide<TInput>, IRangeTarget<TInput>, IThreadPoolWorkItem
{
    private readonly OrderedRing<TInput, TOutput> _ring;
    private readonly ITargetBlock<TInput> _owner;
    private readonly IBlockHub _hub;
    private readonly WorkerCounts _workerCounts;
    private readonly IWorkScheduler _scheduler;
    private readonly DeferredWorkTimer _deferredWork;
    private readonly bool _callerRuns;
    private readonly bool _capturesContext;

    // This side's only lock. Nothing of others is called under it.
    private LazyLock _postponedLock = new();
    private PostponedMessages<TInput> _postponed;

    // Up while a transfer runs.
    private AtomicFlag _transferRuns;

    // Up while a transfer is scheduled and has not begun.
    private AtomicFlag _transferIsScheduled;

    public RingInput(
        OrderedRing<TInput, TOutput> ring,
        ITargetBlock<TInput> owner,
        IBlockHub hub,
        WorkerCounts counts,
        IWorkScheduler scheduler,
        DeferredWorkTimer deferredWork,
        bool callerRuns)
    {
        _ring = ring;
        _owner = owner;
        _hub = hub;
        _workerCounts = counts;
        _scheduler = scheduler;
        _deferredWork = deferredWork;
        _callerRuns = callerRuns;
        _capturesContext = ring.HasAttachments;
    }

    public override IReadOnlyList<ISourceBlock<TInput>> WaitingSources
    {
        get
        {
            try
            {
                return _postponed.ToArray();
            }
            catch (InvalidOperationException)
            {
                // It changed on the way.
                return [];
            }
        }
    }

    public override int PostponedCount
    {
        get
        {
            using (_postponedLock.Enter())
            {
                return _postponed.Count;
            }
        }
    }

    private bool HasRoomForSenders => _ring.IsGated && (_ring.Room > 0 || _ring.IsClosed);

    public override DataflowMessageStatus OfferMessage(
        DataflowMessageHeader messageHeader,
        TInput messageValue,
        ISourceBlock<TInput>? source,
        bool consumeToAccept)
    {
        ProtocolArguments.Check(messageHeader);
        if (consumeToAccept || _capturesContext)
        {
            return !consumeToAccept ? AcceptWithContext(messageHeader, messageValue, source)
                : source is null
                ? throw new ArgumentException("Without a source there is nothing to consume from.", nameof(consumeToAccept))
                : AcceptByConsuming(messageHeader, source);
        }

        AdmissionStatus status = _ring.TryAdmit(messageValue);
        if (status == AdmissionStatus.Admitted)
        {
            // WorkerWakeUp: after the locked instruction of the admission, or by leave of the one who looks for work.
            if (_workerCounts.WantsWorker)
            {
                _hub.OnAdmitted();
            }

            return DataflowMessageStatus.Accepted;
        }

        return status == AdmissionStatus.Full && source is not null && _callerRuns && _hub.TryHelp()
            ? AcceptAfterHelp(messageHeader, messageValue, source)
            : TurnAway(status, messageHeader, source);
    }

    public override int PostRange(ReadOnlySpan<TInput> items)
    {
        int accepted = 0;
        ExecutionContext? context = CaptureContext();
        while (accepted < items.Length && _ring.TryAdmitRange(items[accepted..], context) is > 0 and int count)
        {
            accepted += count;
            _hub.OnAdmitted();
        }

        return accepted;
    }

    public override AdmissionStatus LookForRoom() =>
        _ring.IsClosed ? AdmissionStatus.Closed
        : !_ring.IsGated && _ring.Room > 0 ? AdmissionStatus.Admitted
        : AdmissionStatus.Full;

    public override bool TryAwaitRoom(ISourceBlock<TInput> source, IRoomWaiter waiter, DataflowMessageHeader header)
    {
        using (_postponedLock.Enter())
        {
            _postponed.Put(source, header, context: null, waiter);
            if (!_ring.TryRaiseGate())
            {
                _postponed.Remove(source);
                return false;
            }
        }

        // SenderWakeUp, as in Postpone.
        OnRoomFromOutside();
        return true;
    }

    public override void Withdraw(ISourceBlock<TInput> source)
    {
        using (_postponedLock.Enter())
        {
            if (!_postponed.Remove(source) || _postponed.Count > 0)
            {
                return;
            }

            // Under the lock, as in a transfer. One would come with the next room; until then producers would be turned away.
            _ring.LowerGate();
        }

        if (_ring.IsFinished)
        {
            _hub.OnLastSenderGone();
        }
    }

    int IRangeTarget<TInput>.CountAdmissible(int max) => _ring.CountAdmissible(max);

    int IRangeTarget<TInput>.TryAdmit(ReadOnlySpan<TInput> items) => _ring.TryAdmitRange(items);

    void IRangeTarget<TInput>.OnAdmitted() => _hub.OnAdmitted();

    /// <summary>A worker, or the timer, has found that senders may have room; a full fence stands before.</summary>
    public void OnRoom(ReleaseMode mode)
    {
        if (!HasRoomForSenders)
        {
            return;
        }

        if (mode == ReleaseMode.Run && !_ring.IsClosed && !_ring.IsHalfFree)
        {
            // They are woken at half empty; or by the timer, if nothing moves.
            _deferredWork.Set();
        }
        else
        {
            Transfer();
        }
    }

    /// <summary>As <see cref="OnRoom"/>, on a thread on which no source may be called. Also after the ring was closed.</summary>
    public void OnRoomFromOutside()
    {
        if (HasRoomForSenders && _transferIsScheduled.TryRaise())
        {
            _scheduler.Queue(this);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        _transferIsScheduled.LowerAndFence();
        Transfer();
    }

    // On the thread that offers: whoever fetches the message later is another one. Null, too, if the flow is suppressed.
    private ExecutionContext? CaptureContext() => _capturesContext ? ExecutionContext.Capture() : null;

    // What OfferMessage does for the others.
    private DataflowMessageStatus AcceptWithContext(DataflowMessageHeader header, TInput value, ISourceBlock<TInput>? source)
    {
        AdmissionStatus status = _ring.TryAdmit(value, CaptureContext());
        if (status == AdmissionStatus.Full && source is not null && _callerRuns && _hub.TryHelp())
        {
            return AcceptAfterHelp(header, value, source);
        }

        if (status != AdmissionStatus.Admitted)
        {
            return TurnAway(status, header, source);
        }

        // WorkerWakeUp, as in OfferMessage.
        _hub.OnAdmitted();
        return DataflowMessageStatus.Accepted;
    }

    // The sender would have waited, and has lent a hand instead. If there is no room even so, it waits.
    private DataflowMessageStatus AcceptAfterHelp(DataflowMessageHeader header, TInput value, ISourceBlock<TInput> source)
    {
        AdmissionStatus status = _capturesContext ? _ring.TryAdmit(value, CaptureContext()) : _ring.TryAdmit(value);
        if (status != AdmissionStatus.Admitted)
        {
            return TurnAway(status, header, source);
        }

        _hub.OnAdmitted();
        return DataflowMessageStatus.Accepted;
    }

    private DataflowMessageStatus AcceptByConsuming(DataflowMessageHeader header, ISourceBlock<TInput> source)
    {
        AdmissionStatus status = _ring.TryReserve(pastGate: false, out Position position);
        if (status == AdmissionStatus.Full && _callerRuns && _hub.TryHelp())
        {
            status = _ring.TryReserve(pastGate: false, out position);
        }

        return status != AdmissionStatus.Admitted ? TurnAway(status, header, source)
            : Fetch(position, header, source, CaptureContext()) ? DataflowMessageStatus.Accepted
            : DataflowMessageStatus.NotAvailable;
    }

    // Never leaves the position without a state. Returns whether the message was still there.
    private bool Fetch(Position position, DataflowMessageHeader header, ISourceBlock<TInput> source, ExecutionContext? context)
    {
        bool consumed = false;
        TInput? value = default;
        try
        {
            // Only what is returned counts: a source may say that it was consumed, and throw after that.
            value = source.ConsumeMessage(header, _owner, out bool messageConsumed);
            consumed = messageConsumed;
        }
        finally
        {
            if (consumed)
            {
                _ring.Publish(position, value!, context);
                _hub.OnFetched();
            }
            else
            {
                _ring.CancelReservation(position);
                _hub.OnReservationCanceled();
            }
        }

        return consumed;
    }

    private DataflowMessageStatus TurnAway(AdmissionStatus status, DataflowMessageHeader header, ISourceBlock<TInput>? source) =>
        status == AdmissionStatus.Closed ? DataflowMessageStatus.DecliningPermanently
        : source is null ? DataflowMessageStatus.Declined
        : Postpone(header, source);

    private DataflowMessageStatus Postpone(DataflowMessageHeader header, ISourceBlock<TInput> source)
    {
        ExecutionContext? context = CaptureContext();
        using (_postponedLock.Enter())
        {
            _postponed.Put(source, header, context);
            if (!_ring.TryRaiseGate())
            {
                _postponed.Remove(source);
                return DataflowMessageStatus.DecliningPermanently;
            }
        }

        // SenderWakeUp: room that came before the gate was up, and whose releaser did not see it.
        OnRoomFromOutside();
        return DataflowMessageStatus.Postponed;
    }

    private void Transfer()
    {
        while (HasRoomForSenders && _transferRuns.TryRaise())
        {
            while (TryTransferOne())
            {
            }

            // Whoever found the flag up meanwhile has gone: look once more.
            _transferRuns.LowerAndFence();
            if (_ring.IsFinished)
            {
                _hub.OnLastSenderGone();
            }
        }
    }

    // Returns whether there may be another one.
    private bool TryTransferOne()
    {
        PostponedMessages<TInput>.PostponedMessage message;
        Position position;
        AdmissionStatus status;
        using (_postponedLock.Enter())
        {
            if (!_postponed.TryPeek(out message))
            {
                _ring.LowerGate();
                return false;
            }

            status = message.Waiter is null ? _ring.TryReserve(pastGate: true, out position) : LookPastGate(out position);
            if (status == AdmissionStatus.Full)
            {
                return false;
            }

            _postponed.Remove(message.Source);
            if (message.Waiter is not null && _postponed.Count == 0)
            {
                // Before it is told: what it offers at once is not to find the gate up for nobody.
                _ring.LowerGate();
            }
        }

        try
        {
            if (message.Waiter is { } waiter)
            {
                waiter.OnRoom(message.Header.Id, isClosed: status == AdmissionStatus.Closed);
            }
            else if (status == AdmissionStatus.Admitted)
            {
                Fetch(position, message.Header, message.Source, message.Context);
            }
            else if (message.Source.ReserveMessage(message.Header, _owner))
            {
                // Closed: so that a pending SendAsync ends, its message is reserved and given back.
                message.Source.ReleaseReservation(message.Header, _owner);
            }
        }
        catch (Exception error)
        {
            // A source that throws faults the block.
            _hub.OnError(error);
        }

        return true;
    }

    // For a waiter, who takes no position.
    private AdmissionStatus LookPastGate(out Position position)
    {
        position = default;
        return _ring.IsClosed ? AdmissionStatus.Closed : _ring.Room > 0 ? AdmissionStatus.Admitted : AdmissionStatus.Full;
    }
}
