using System.Diagnostics;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Atomics;
using OrderedBlocks.Completion;
using OrderedBlocks.Ring;
using OrderedBlocks.Scheduling;

namespace OrderedBlocks.Output;

/// <summary>
/// The side of a block that hands outputs on: offers the head to the links, and lets targets and receivers take it.
/// </summary>
/// <remarks>
/// <para>The head is offered once to each link, in the order of the links: a <em>round</em>. Another round begins with the next
/// head and with a reservation that is given back. When a link is new it alone is offered the head: the others have had their
/// turn.</para>
/// <para>Whoever holds the output lock may move the head. A worker that finds it taken leaves; its holder looks once more
/// (<see cref="NeedsAttention"/>) after it has let go and made a full fence (HeadRelease). Threads that only take something do not
/// offer to targets: they may hold locks of their own. They have the release scheduled instead.</para>
/// <para>What the interfaces of a source ask for is in LinkedOutput.Protocol.cs; what leaves several at a time, in
/// LinkedOutput.Runs.cs; who waits for outputs, in LinkedOutput.Readers.cs; and the contexts of the items' senders, in
/// LinkedOutput.Context.cs.</para>
/// </remarks>
[DebuggerDisplay("{_lock}")]
internal sealed partial class LinkedOutput<TOutput> : OutputSide
{
    // Offers for which a sender that lends a hand stays, about.
    private const int MaxWhileCallerRuns = 256;

    private readonly IOutputs<TOutput> _outputs;
    private readonly ISourceBlock<TOutput> _owner;
    private OutputLock _lock = new();

    // Under the output lock.
    private LinkList<TOutput> _links = new();
    private long _headId = 1;
    private long _round = 1;
    private Exception? _offerError;
    private bool _isTruncationReached;

    // Raised under the output lock, lowered by the thread that has told the host of a target's error: errors that the host has not heard
    // of yet. Until then the block does not end, or it would end without them.
    private AtomicInt64 _untoldErrors;

    // The last target, if it had no limit and has declined for good.
    private Refusal? _refusal;

    // Written under the output lock. NeedsAttention reads them without it, and may be wrong only while another holds it.
    private AtomicReference<ITargetBlock<TOutput>> _reservedFor;
    private AtomicFlag _hasUnoffered;

    // Written under the output lock. Up from the moment at which the last target has declined for good until another is linked.
    private AtomicFlag _areTargetsGone;

    public LinkedOutput(
        IOutputs<TOutput> outputs,
        LifeCycle lifeCycle,
        ISourceBlock<TOutput> owner,
        IOutputHub hub,
        IWorkScheduler scheduler,
        int maxPerRelease)
        : base(outputs, lifeCycle, hub, scheduler, maxPerRelease)
    {
        _outputs = outputs;
        _owner = owner;
    }

    public override bool AreTargetsGone => _areTargetsGone.IsUp;

    /// <summary>Whether there is a link. Takes no lock; acquire.</summary>
    public bool IsLinked => !_links.IsEmpty;

    /// <summary>Outputs that could be taken one after the other.</summary>
    public int ReadyCount
    {
        get
        {
            _lock.Enter();
            int count = _outputs.CountReady();
            ExitFromOutside();
            return count;
        }
    }

    /// <summary>The links, for the debugger. Takes no lock.</summary>
    public IReadOnlyList<ITargetBlock<TOutput>> LinkedTargets => Array.ConvertAll(_links.Snapshot, static link => link.Target);

    /// <summary>Who has reserved the head, for the debugger. Takes no lock.</summary>
    public ITargetBlock<TOutput>? ReservedFor => _reservedFor.Read();

    public override void Release(ReleaseMode mode)
    {
        int released = 0;
        while (_lock.TryEnterOutermost())
        {
            bool finished = Run();
            Notifications notifications = TakeNotifications();
            _lock.Exit();

            // HeadRelease and SenderWakeUp: the head has moved and the lock is free; now look for states and senders.
            Fence.Full();
            Notify(notifications);
            Hub.OnReleased(mode);
            if (finished)
            {
                Hub.OnFinished();
            }

            if (!NeedsAttention())
            {
                return;
            }

            released += MaxPerRelease;
            if (released >= MaxWhileCallerRuns && CallerRunsScope.IsActive)
            {
                // A sender that lends a hand is not kept.
                EnsureReleaseScheduled();
                return;
            }
        }
    }

    public override void PropagateCompletion()
    {
        _lock.Enter();
        Link<TOutput>[] links = _links.TakeAll();
        IOutputReader<TOutput>? readers = TakeAllReaders();
        _lock.Exit();
        NotifyReadersOfEnd(readers);
        foreach (Link<TOutput> link in links)
        {
            if (link.PropagateCompletion)
            {
                CompletionPropagation.PropagateUnheard(LifeCycle.Completion, LifeCycle.HasFailedInOrder, link.Target);
            }
        }
    }

    // Returns whether the block has just come to its end.
    private bool Run()
    {
        for (int offers = 0; !HasEnded && _reservedFor.Read() is null;)
        {
            if (LifeCycle.IsAbandoned)
            {
                Discard();
            }

            if (!_outputs.TryPeek(out TOutput? output))
            {
                if (IsTruncationReached)
                {
                    _isTruncationReached = true;
                    return false;
                }

                // Only now: the tail, which this looks at, is the producers'.
                bool finished = IsFinished;
                SetEnded(finished);
                return finished;
            }

            // Who has been served is told before targets are called.
            if (ServeReaders() || !_hasUnoffered.IsUp || offers == MaxPerRelease)
            {
                return false;
            }

            int handedOver = HandOverRange(MaxPerRelease - offers);
            if (handedOver == 0)
            {
                OfferHeadInContext(output);
            }

            offers += Math.Max(1, handedOver);
        }

        return false;
    }

    // The head to every link that has not had its turn in this round.
    private void OfferHead(TOutput output)
    {
        long id = _headId;
        do
        {
            _hasUnoffered.Set(false);
            foreach (Link<TOutput> link in _links.Snapshot)
            {
                if (!link.IsLinked || link.OfferedRound == _round)
                {
                    continue;
                }

                link.OfferedRound = _round;
                DataflowMessageStatus status;
                try
                {
                    status = link.Target.OfferMessage(new DataflowMessageHeader(id), output, _owner, consumeToAccept: false);
                }
                catch (Exception error)
                {
                    // A target that throws faults the block.
                    _offerError ??= error;
                    if (_reservedFor.Read() == link.Target)
                    {
                        // It cannot be relied on to give the message back, and the end would wait for it.
                        _reservedFor.Write(null);
                    }

                    return;
                }

                if (_headId != id)
                {
                    // Taken from inside the offer.
                    return;
                }

                if (status == DataflowMessageStatus.Accepted)
                {
                    _reservedFor.Write(null);
                    RemoveHead(link);
                    return;
                }

                // A link that was disposed of within the offer has gone on purpose. That is no refusal.
                if (status == DataflowMessageStatus.DecliningPermanently && link.IsLinked)
                {
                    _links.Remove(link);
                    _refusal = link.Remaining < 0 && _links.IsEmpty ? Refusal.Of(link.Target) : null;
                    _areTargetsGone.Set(_refusal is not null);
                }

                if (_reservedFor.Read() is not null)
                {
                    return;
                }
            }
        }
        while (_hasUnoffered.IsUp);
    }

    private void RemoveHead(Link<TOutput>? taker = null)
    {
        _outputs.Pop();
        OnRemoved(1, taker);
    }

    // After the head has moved: whoever finds no link any more finds the room that the last one has made.
    private void OnRemoved(int count, Link<TOutput>? taker = null)
    {
        if (taker is not null)
        {
            _links.CountTaken(taker, count);
        }

        _headId += count;
        BeginRound();
    }

    private void BeginRound()
    {
        _round++;
        _hasUnoffered.Set(!_links.IsEmpty);
    }

    protected override bool NeedsAttention()
    {
        if (HasEnded || _reservedFor.Read() is not null)
        {
            return false;
        }

        if (IsFinished || (LifeCycle.IsAbandoned && _outputs.CanDiscardMore()))
        {
            return true;
        }

        HeadStatus head = _outputs.LookAtHead();
        return head == HeadStatus.Skipped
            || (head == HeadStatus.Completed && (_hasUnoffered.IsUp || _readers.Read() is { IsEmpty: false }))
            || (head == HeadStatus.Truncated && LifeCycle.IsFailingInOrder);
    }

    private bool IsFinished => _outputs.IsFinished && _untoldErrors.Read() == 0;

    // What the host is to hear once the lock is left.
    private Notifications TakeNotifications()
    {
        var notifications = new Notifications(_offerError, _isTruncationReached, _links.TakeEmptied(), _refusal, TakeReadersToNotify());
        if (_offerError is not null)
        {
            _untoldErrors.Add(1);
        }

        _offerError = null;
        _isTruncationReached = false;
        _refusal = null;
        return notifications;
    }

    // Under no lock.
    private void Notify(Notifications notifications)
    {
        NotifyReaders(notifications.Readers);
        if (notifications.OfferError is { } error)
        {
            Hub.OnError(error);

            // Full fence: the caller looks whether there is an end to come, as another thread does that finds no error untold.
            _untoldErrors.Add(-1);
        }

        if (notifications.IsTruncationReached)
        {
            Hub.OnTruncationReached();
        }

        if (notifications.AreLinksGone)
        {
            Hub.OnLinksGone(notifications.Refusal);
        }
    }

    // Leaves the lock on a thread that is not the block's.
    private void ExitFromOutside()
    {
        Notifications notifications = _lock.IsOutermost ? TakeNotifications() : default;
        if (!_lock.Exit())
        {
            return;
        }

        // HeadRelease and SenderWakeUp, as in Release.
        Fence.Full();
        Notify(notifications);
        Hub.OnTakenFromOutside();
        EnsureReleaseScheduled();
    }

    private readonly record struct Notifications(
        Exception? OfferError,
        bool IsTruncationReached,
        bool AreLinksGone,
        Refusal? Refusal,
        IOutputReader<TOutput>? Readers);
}
