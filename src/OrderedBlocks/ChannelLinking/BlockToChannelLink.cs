using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Atomics;
using OrderedBlocks.Streams;

namespace OrderedBlocks.ChannelLinking;

/// <summary>
/// Moves items from a block to a channel: the target that the block is linked to. While the channel is full the block keeps its item.
/// </summary>
/// <remarks>
/// <para>It is <em>busy</em> while one thread writes: inside an offer, or in <see cref="MoveAsync"/>, which runs while the channel
/// has no room. What is offered meanwhile is noted, the newest only: a source has one item on offer. A thread that is no longer busy
/// looks whether the link is to end, and ends it, so nothing is written after the end.</para>
/// <para>The link holds an item only if it had to consume it first and the channel filled up meanwhile, or if the channel has no room of
/// its own (<see cref="Rendezvous{T}"/>).</para>
/// </remarks>
[DebuggerDisplay("busy: {_isBusy}, to end: {_verdict.End}, {_sink}")]
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer, wait handle or parent: nothing to dispose of.")]
internal sealed partial class BlockToChannelLink<T> : ITargetBlock<T>, IChannelLink<T>
{
    private readonly ISourceBlock<T> _source;
    private readonly bool _propagates;
    private readonly CancellationToken _token;
    private readonly LinkOutcome _outcome = new();
    private readonly SourceTie _tie;

    // The busy thread's; under the lock after the end.
    private readonly ChannelSink<T> _sink;

    // Wakes the pump when what is noted is not to be written any more.
    private readonly WaitEnd _stop = new();
    private readonly Lock _lock = new();

    // Under _lock.
    private LinkVerdict _verdict;
    private bool _isBusy;
    private bool _isFinished;
    private PendingOffer<T>? _note;
    private long _left;
    private CancellationTokenRegistration _registration;

    /// <summary>Creates the pump; <see cref="Start"/> links it.</summary>
    /// <param name="source">The block.</param>
    /// <param name="writer">The channel.</param>
    /// <param name="max">How many it takes, or -1.</param>
    /// <param name="propagates">Whether the channel is completed when the source is.</param>
    /// <param name="token">Ends it, even while an item is in the hand.</param>
    public BlockToChannelLink(ISourceBlock<T> source, ChannelWriter<T> writer, long max, bool propagates, CancellationToken token)
    {
        _source = source;
        _left = max;
        _propagates = propagates;
        _token = token;
        _sink = new ChannelSink<T>(writer);
        _tie = new SourceTie(_lock, (end, error) => Close(end, error));
    }

    public Task Completion => _outcome.Completion;

    public LinkEnd? End => _outcome.End;

    /// <summary>Links it. The source may offer from inside this call.</summary>
    public void Start(DataflowLinkOptions options)
    {
        if (_token.IsCancellationRequested)
        {
            Close(LinkEnd.Canceled, error: null);
            return;
        }

        // It is always told of the source's end: that is its own.
        _tie.Make(() => _source.LinkTo(
            this,
            new DataflowLinkOptions { Append = options.Append, MaxMessages = options.MaxMessages, PropagateCompletion = true }));

        // Another thread, because unlinking may wait for a source that is offering, and this would be on the thread that cancels.
        CancellationTokenRegistration registration = _token.UnsafeRegister(
            static tie => Task.Run(() => ((SourceTie)tie!).End(LinkEnd.Canceled), CancellationToken.None), _tie);
        bool isFinished;
        using (Uninterrupted.Enter(_lock))
        {
            _registration = registration;
            isFinished = _isFinished;
        }

        if (isFinished)
        {
            registration.Unregister();
        }
    }

    public void Unlink() => _tie.End(LinkEnd.Unlinked);

    public bool TryTakeUndelivered([MaybeNullWhen(false)] out T item)
    {
        using (Uninterrupted.Enter(_lock))
        {
            if (!Completion.IsCompleted)
            {
                item = default;
                return false;
            }

            return _sink.TryTakeHand(out item);
        }
    }

    DataflowMessageStatus ITargetBlock<T>.OfferMessage(
        DataflowMessageHeader messageHeader,
        T messageValue,
        ISourceBlock<T>? source,
        bool consumeToAccept)
    {
        ProtocolArguments.Check(messageHeader);
        if (source is null)
        {
            return consumeToAccept
                ? throw new ArgumentException("Without a source there is nothing to consume from.", nameof(consumeToAccept))
                : DataflowMessageStatus.Declined;
        }

        var note = new PendingOffer<T>(source, messageHeader, messageValue, consumeToAccept);
        using (Uninterrupted.Enter(_lock))
        {
            if (_verdict.End is not null)
            {
                return DataflowMessageStatus.DecliningPermanently;
            }

            if (_tie.IsEnded)
            {
                // The source is about to let go of the link. Until it has, a refusal would mean that the target is gone.
                return DataflowMessageStatus.Postponed;
            }

            if (_isBusy)
            {
                _note = note;
                return DataflowMessageStatus.Postponed;
            }

            _isBusy = true;
        }

        try
        {
            return Take(note);
        }
        catch (Exception error)
        {
            // The source hears of it as well.
            Close(LinkEnd.Failed, error);
            LeaveBusy();
            throw;
        }
    }

    // A block that was canceled completes its targets. A channel that got a part of what there was is not complete.
    void IDataflowBlock.Complete()
    {
        if (IsSourceCanceled())
        {
            Close(LinkEnd.SourceFailed, new OperationCanceledException("The block that is linked to the channel was canceled."));
        }
        else
        {
            Close(LinkEnd.SourceCompleted, error: null);
        }
    }

    void IDataflowBlock.Fault(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        Close(LinkEnd.SourceFailed, Errors.Unwrap(exception));
    }

    private bool IsEnded()
    {
        using (Uninterrupted.Enter(_lock))
        {
            return _tie.IsEnded;
        }
    }

    private bool IsSourceCanceled()
    {
        try
        {
            return _source.Completion.IsCanceled;
        }
        catch (Exception)
        {
            // Some sources have no completion, and say so by throwing.
            return false;
        }
    }

    // Nothing if the link is being cut: the item is not for it any more.
    private PendingOffer<T>? TakeNote()
    {
        using (Uninterrupted.Enter(_lock))
        {
            PendingOffer<T>? note = _note;
            _note = null;
            return _tie.IsEnded ? null : note;
        }
    }

    private void OnTaken()
    {
        bool isLast;
        using (Uninterrupted.Enter(_lock))
        {
            isLast = _left > 0 && --_left == 0;
        }

        if (isLast)
        {
            Close(LinkEnd.LimitReached, error: null);
        }
    }

    // Returns whether nothing has ended it before. The token ends even a link that only waits for its hand to be emptied.
    private bool Close(LinkEnd end, Exception? error, bool isHandKept = false)
    {
        bool isFirst;
        using (Uninterrupted.Enter(_lock))
        {
            isFirst = _verdict.End is null;
            if (!_isFinished)
            {
                _verdict.Add(end, error, isHandKept);
            }
        }

        _stop.Come();
        if (end == LinkEnd.Canceled)
        {
            _sink.EndWaits();
        }

        FinishIfIdle();
        return isFirst;
    }

    // Returns whether nothing was noted meanwhile.
    private bool TryLeaveBusy()
    {
        using (Uninterrupted.Enter(_lock))
        {
            if (_note is not null && _verdict.End is null && !_tie.IsEnded)
            {
                return false;
            }

            _isBusy = false;
        }

        FinishIfIdle();
        return true;
    }

    private void LeaveBusy()
    {
        using (Uninterrupted.Enter(_lock))
        {
            _isBusy = false;
        }

        FinishIfIdle();
    }

    private void FinishIfIdle()
    {
        LinkEnd end;
        Exception? error;
        CancellationTokenRegistration registration;
        using (Uninterrupted.Enter(_lock))
        {
            if (_isBusy || _isFinished || _verdict.End is null)
            {
                return;
            }

            _isFinished = true;
            _note = null;
            end = _verdict.End.Value;
            error = _verdict.Error;
            registration = _registration;
        }

        registration.Unregister();
        bool isTold = false;
        try
        {
            isTold = _propagates && end is (LinkEnd.SourceCompleted or LinkEnd.SourceFailed) && _sink.TryComplete(error);
        }
        catch (Exception thrown)
        {
            // What the channel throws is what the link ends with.
            end = LinkEnd.Failed;
            error = error is null ? thrown : new AggregateException(error, thrown);
        }

        _outcome.Set(end, error, isHandedOn: isTold, _token);
    }
}
