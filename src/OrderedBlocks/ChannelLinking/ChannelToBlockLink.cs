using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Atomics;
using OrderedBlocks.Scheduling;

namespace OrderedBlocks.ChannelLinking;

/// <summary>
/// Moves items from a channel to a target, without holding one where it can be helped: what is offered is a look at the channel's
/// next item, and the channel is read when the target consumes.
/// </summary>
/// <remarks>
/// <para>One loop offers, an item at a time; the target answers on any thread, within the offer or later. What both may change is
/// under the lock. Neither the target nor the channel is called under it, so an item that is being read for the target is in a phase of
/// its own, <see cref="OfferPhase.Reading"/>, which only the reading thread ends.</para>
/// <para>An item gets into the hand if the channel cannot be looked at, or if the target reserves it: others may read the channel,
/// so only an item that was taken out can be promised. It cannot be put back. If the target gives it up it is offered from the
/// hand, without the need to consume.</para>
/// </remarks>
[DebuggerDisplay("{_phase}, offer {_id}, in hand: {_hasHand}")]
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer, wait handle or parent: nothing to dispose of.")]
internal sealed partial class ChannelToBlockLink<T> : ISourceBlock<T>, IChannelLink<T>
{
    private readonly ChannelSource<T> _source;
    private readonly ITargetBlock<T> _target;
    private readonly Action<Exception?>? _propagate;
    private readonly CancellationToken _token;
    private readonly LinkOutcome _outcome = new();

    // Wakes the loop when it waits for the channel and is to stop.
    private readonly WaitEnd _stop = new();
    private readonly Lock _lock = new();

    // Under _lock.
    private OfferPhase _phase;
    private long _id;
    private ITargetBlock<T>? _reservedFor;
    private T? _hand;
    private bool _hasHand;
    private TaskCompletionSource? _answer;
    private bool _isStopping;
    private bool _isCanceled;

    // The loop's: the thread that is inside OfferMessage (under _lock), or 0; and how many items it may still hand on, -1 for any number.
    private int _offeringThread;
    private long _left;

    /// <summary>Creates the pump; <see cref="Start"/> starts it.</summary>
    /// <param name="reader">The channel.</param>
    /// <param name="target">Who is offered its items.</param>
    /// <param name="max">How many it takes, or -1.</param>
    /// <param name="propagate">Hears of the channel's end, with its error; null if nobody does.</param>
    /// <param name="token">Ends it, even while an item is in the hand.</param>
    public ChannelToBlockLink(
        ChannelReader<T> reader,
        ITargetBlock<T> target,
        long max,
        Action<Exception?>? propagate,
        CancellationToken token)
    {
        _source = new ChannelSource<T>(reader, Hold);
        _target = target;
        _propagate = propagate;
        _token = token;
        _left = max;
    }

    public Task Completion => _outcome.Completion;

    public LinkEnd? End => _outcome.End;

    /// <summary>Begins, on the pool: targets and the channel are never called on this thread.</summary>
    public void Start()
    {
        using (NoFlow.Begin())
        {
            Task.Run(RunAsync, CancellationToken.None);
        }
    }

    public void Unlink() => Stop(cancel: false);

    public bool TryTakeUndelivered([MaybeNullWhen(false)] out T item)
    {
        using (Uninterrupted.Enter(_lock))
        {
            bool isUndelivered = Completion.IsCompleted && _hasHand;
            item = isUndelivered ? _hand : default;
            return isUndelivered && TryEmptyHand();
        }
    }

    private async Task RunAsync()
    {
        CancellationTokenRegistration registration = default;
        LinkEnd end;
        Exception? error = null;
        try
        {
            registration = _token.UnsafeRegister(static pump => ((ChannelToBlockLink<T>)pump!).Stop(cancel: true), this);
            (end, error) = await MoveAsync().ConfigureAwait(false);
            if (_propagate is not null && end is (LinkEnd.SourceCompleted or LinkEnd.SourceFailed))
            {
                _propagate(error);
            }
        }
        catch (Exception thrown)
        {
            // What the target or the channel throws is what the link ends with.
            end = LinkEnd.Failed;
            error = thrown;
        }

        registration.Unregister();
        using (Uninterrupted.Enter(_lock))
        {
            // No offer is open from here on.
            _phase = OfferPhase.None;
        }

        _outcome.Set(end, error, isHandedOn: _propagate is not null && end == LinkEnd.SourceFailed, _token);
    }

    private async Task<(LinkEnd End, Exception? Error)> MoveAsync()
    {
        while (true)
        {
            if (FindEnd() is { } end)
            {
                return (end, null);
            }

            if (!TryFindNext(out T? item))
            {
                try
                {
                    if (!await _source.WaitAsync(_stop).ConfigureAwait(false))
                    {
                        return (LinkEnd.SourceCompleted, null);
                    }
                }
                catch (OperationCanceledException) when (_stop.HasCome)
                {
                    // FindEnd says why.
                }
                catch (Exception error)
                {
                    // The channel's error, or a reader that throws.
                    return (LinkEnd.SourceFailed, error);
                }
            }
            else if (Offer(item) is { } refusal)
            {
                return (refusal, null);
            }
            else
            {
                await WaitForAnswerAsync().ConfigureAwait(false);
            }
        }
    }

    private LinkEnd? FindEnd()
    {
        using (Uninterrupted.Enter(_lock))
        {
            return _isCanceled ? LinkEnd.Canceled
                : _hasHand ? null
                : _isStopping ? LinkEnd.Unlinked
                : _left == 0 ? LinkEnd.LimitReached
                : null;
        }
    }

    // What is in the hand, or the channel's next item; that gets into the hand if the channel cannot be looked at.
    private bool TryFindNext([MaybeNullWhen(false)] out T item)
    {
        using (Uninterrupted.Enter(_lock))
        {
            if (_hasHand)
            {
                item = _hand!;
                return true;
            }
        }

        bool isFound = _source.TryFind(out item, out bool isTaken);
        if (isTaken)
        {
            Hold(item!);
        }

        return isFound;
    }

    private void Hold(T item)
    {
        using (Uninterrupted.Enter(_lock))
        {
            _hand = item;
            _hasHand = true;
        }
    }

    // Returns why the link is to end, if it is.
    private LinkEnd? Offer(T item)
    {
        bool isHeld;
        using (Uninterrupted.Enter(_lock))
        {
            // Since it was looked at: FindEnd says why.
            if (_isCanceled || (_isStopping && !_hasHand))
            {
                return null;
            }

            isHeld = _hasHand;
            _id++;
            _phase = OfferPhase.Open;
            _offeringThread = Environment.CurrentManagedThreadId;
        }

        DataflowMessageStatus status;
        try
        {
            status = _target.OfferMessage(new DataflowMessageHeader(_id), item, this, consumeToAccept: !isHeld);
        }
        finally
        {
            using (Uninterrupted.Enter(_lock))
            {
                _offeringThread = 0;
            }
        }

        if (isHeld && status == DataflowMessageStatus.Accepted)
        {
            OnAcceptedFromHand();
            return null;
        }

        return OnAnswer(status, isHeld);
    }

    // Nothing needed to be consumed, and perhaps it was.
    private void OnAcceptedFromHand()
    {
        using (Uninterrupted.Enter(_lock))
        {
            TryEmptyHand();
            RecordOutcome(OfferPhase.Taken);
        }
    }

    private LinkEnd? OnAnswer(DataflowMessageStatus status, bool isHeld)
    {
        using (Uninterrupted.Enter(_lock))
        {
            if (_phase != OfferPhase.Open || status == DataflowMessageStatus.Postponed)
            {
                // Settled already, or still to be.
                return null;
            }

            _phase = OfferPhase.None;
            if (status is DataflowMessageStatus.DecliningPermanently)
            {
                return LinkEnd.TargetDeclined;
            }

            if (status is DataflowMessageStatus.Declined || isHeld)
            {
                return LinkEnd.ItemDeclined;
            }
        }

        // NotAvailable: the target did not even ask, and is asked again. Or it has taken what it should have consumed: that is
        // not offered twice.
        if (status == DataflowMessageStatus.Accepted && _source.TryRead(out _))
        {
            RecordOutcomeInLock(OfferPhase.Taken);
        }

        return null;
    }

    private async ValueTask WaitForAnswerAsync()
    {
        while (TryGetAnswer() is { } answer)
        {
            // Other readers may empty the channel, so that nothing is left to be taken and the link's source has completed.
            if (await Task.WhenAny(answer, _source.Completion).ConfigureAwait(false) == answer)
            {
                continue;
            }

            using (Uninterrupted.Enter(_lock))
            {
                if (_phase == OfferPhase.Open && !_hasHand)
                {
                    RecordOutcome(OfferPhase.Gone);
                }
            }

            await answer.ConfigureAwait(false);
        }
    }

    // What ends when the target has answered; null if it has, and that is noted then.
    private Task? TryGetAnswer()
    {
        using (Uninterrupted.Enter(_lock))
        {
            if (_phase is OfferPhase.Open or OfferPhase.Reading or OfferPhase.Reserved)
            {
                _answer ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return _answer.Task;
            }

            if (_phase == OfferPhase.Taken && _left > 0)
            {
                _left--;
            }

            _phase = OfferPhase.None;
            _answer = null;
            return null;
        }
    }

    private void Stop(bool cancel)
    {
        using (Uninterrupted.Enter(_lock))
        {
            _isStopping = true;
            _isCanceled |= cancel;
            if (_phase == OfferPhase.Open && (cancel || !_hasHand))
            {
                RecordOutcome(OfferPhase.Gone);
            }
        }

        _stop.Come();
    }

    // Under _lock.
    private bool TryEmptyHand()
    {
        bool hasHand = _hasHand;
        _hand = default;
        _hasHand = false;
        _reservedFor = null;
        return hasHand;
    }

    private void RecordOutcomeInLock(OfferPhase phase)
    {
        using (Uninterrupted.Enter(_lock))
        {
            RecordOutcome(phase);
        }
    }

    // Under _lock. The loop goes on, on another thread.
    private void RecordOutcome(OfferPhase phase)
    {
        _phase = phase;
        _answer?.TrySetResult();
    }
}
