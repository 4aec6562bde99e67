using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Core;
using OrderedBlocks.Execution;
using OrderedBlocks.Protocol;

namespace OrderedBlocks.Channels;

/// <summary>
/// Moves items from a block to a channel: the target that the block is linked to. While the channel is full the block keeps its item.
/// </summary>
/// <remarks>
/// <para>It is <em>busy</em> while one thread writes: inside an offer, or in <see cref="PumpAsync"/>, which runs while the channel
/// has no room. What is offered meanwhile is noted, the newest only: a source has one item on offer. A thread that is no longer busy
/// looks whether the link is to end, and ends it, so nothing is written after the end.</para>
/// <para>The link holds an item only if it had to consume it first and the channel filled up meanwhile.</para>
/// </remarks>
[DebuggerDisplay("busy: {_isBusy}, to end: {_verdict.End}, {_sink}")]
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer, wait handle or parent: nothing to dispose of.")]
internal sealed class WriterPump<T> : ITargetBlock<T>, ILinkPump<T>
{
    private readonly ISourceBlock<T> _source;
    private readonly bool _propagates;
    private readonly CancellationToken _token;
    private readonly LinkOutcome _outcome = new();
    private readonly SourceTie _tie;

    // The busy thread's; under the lock after the end.
    private readonly ChannelSink<T> _sink;

    // Wakes the pump when what is noted is not to be written any more.
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();

    // Under _lock.
    private LinkVerdict _verdict;
    private bool _isBusy;
    private bool _isFinished;
    private OfferNote<T>? _note;
    private long _left;
    private CancellationTokenRegistration _registration;

    /// <summary>Creates the pump; <see cref="Start"/> links it.</summary>
    /// <param name="source">The block.</param>
    /// <param name="writer">The channel.</param>
    /// <param name="most">How many it takes, or -1.</param>
    /// <param name="propagates">Whether the channel is completed when the source is.</param>
    /// <param name="token">Ends it, even while an item is in the hand.</param>
    public WriterPump(ISourceBlock<T> source, ChannelWriter<T> writer, long most, bool propagates, CancellationToken token)
    {
        _source = source;
        _left = most;
        _propagates = propagates;
        _token = token;
        _sink = new ChannelSink<T>(writer, token);
        _tie = new SourceTie(_lock, (end, error) => Close(end, error));
    }

    public Task Completion => _outcome.Completion;

    public LinkEnd? End => _outcome.End;

    /// <summary>Links it. The source may offer from inside this call.</summary>
    public void Start(DataflowLinkOptions options)
    {
        if (_token.IsCancellationRequested)
        {
            Close(LinkEnd.Cancelled, error: null);
            return;
        }

        // It is always told of the source's end: that is its own.
        _tie.Make(() => _source.LinkTo(
            this,
            new DataflowLinkOptions { Append = options.Append, MaxMessages = options.MaxMessages, PropagateCompletion = true }));

        // Another thread, because unlinking may wait for a source that is offering, and this would be on the thread that cancels.
        CancellationTokenRegistration registration = _token.UnsafeRegister(
            static tie => Task.Run(() => ((SourceTie)tie!).Cut(LinkEnd.Cancelled), CancellationToken.None), _tie);
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

    public void Unlink() => _tie.Cut(LinkEnd.Unlinked);

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

        var note = new OfferNote<T>(source, messageHeader, messageValue, consumeToAccept);
        using (Uninterrupted.Enter(_lock))
        {
            if (_verdict.End is not null)
            {
                return DataflowMessageStatus.DecliningPermanently;
            }

            if (_tie.IsCut)
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

    // A block that was cancelled completes its targets. A channel that got a part of what there was is not complete.
    void IDataflowBlock.Complete()
    {
        if (IsSourceCancelled())
        {
            Close(LinkEnd.SourceFailed, new OperationCanceledException("The block that is linked to the channel was cancelled."));
        }
        else
        {
            Close(LinkEnd.SourceCompleted, error: null);
        }
    }

    void IDataflowBlock.Fault(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        Close(LinkEnd.SourceFailed, Errors.Bare(exception));
    }

    // Within an offer.
    private DataflowMessageStatus Take(OfferNote<T> note)
    {
        while (true)
        {
            switch (note.ConsumeToAccept ? WriteStatus.Full : _sink.Write(note.Value))
            {
                case WriteStatus.Written:
                    OnTaken();
                    LeaveBusy();
                    return DataflowMessageStatus.Accepted;
                case WriteStatus.Held:
                    OnTaken();
                    StartPump(default);
                    return DataflowMessageStatus.Accepted;
                case WriteStatus.Refused:
                    return Refuse();
                default:
                    break;
            }

            ValueTask<bool> room = _sink.WaitForRoomAsync(_stop.Token);
            if (!room.IsCompleted)
            {
                using (Uninterrupted.Enter(_lock))
                {
                    _note = note;
                }

                StartPump(room);
                return DataflowMessageStatus.Postponed;
            }

            if (!ChannelSink<T>.HasRoom(room))
            {
                return Refuse();
            }

            if (note.ConsumeToAccept)
            {
                return TakeByConsuming(note);
            }
        }
    }

    // The channel is closed, as a rule; or the link was cut meanwhile, or is going to be. That is no refusal.
    private DataflowMessageStatus Refuse()
    {
        bool isCut = IsCut() || _token.IsCancellationRequested;
        if (!isCut)
        {
            Close(LinkEnd.TargetDeclined, error: null);
        }

        LeaveBusy();
        return isCut ? DataflowMessageStatus.Postponed : DataflowMessageStatus.DecliningPermanently;
    }

    private DataflowMessageStatus TakeByConsuming(OfferNote<T> note)
    {
        bool isConsumed = TryConsume(note);
        if (_sink.HasHand)
        {
            StartPump(default);
        }
        else
        {
            LeaveBusy();
        }

        return isConsumed ? DataflowMessageStatus.Accepted : DataflowMessageStatus.NotAvailable;
    }

    // On another thread: a source may stop offering if its item is consumed by the very thread that offers it, and then postponed.
    // An offer may come on the thread that links.
    private void StartPump(ValueTask<bool> room)
    {
        using (NoFlow.Begin())
        {
            Task.Run(() => PumpAsync(room), CancellationToken.None);
        }
    }

    // Writes what is in the hand and what is noted until there is neither. Never fails.
    private async Task PumpAsync(ValueTask<bool> room)
    {
        try
        {
            while (true)
            {
                if (_sink.HasHand)
                {
                    if (!await _sink.TryEmptyHandAsync().ConfigureAwait(false))
                    {
                        OnHandKept();
                        break;
                    }
                }
                else if (!await ChannelSink<T>.HasRoomAsync(room).ConfigureAwait(false))
                {
                    OnClosed();
                    break;
                }
                else if (TakeNote() is { } note)
                {
                    WriteNoted(note);
                }

                if (!_sink.HasHand && TryLeaveBusy())
                {
                    return;
                }

                room = _sink.HasHand ? default : _sink.WaitForRoomAsync(_stop.Token);
            }
        }
#pragma warning disable CA1031 // what a source or the channel throws is what the link ends with
        catch (Exception error)
#pragma warning restore CA1031
        {
            _tie.Cut(LinkEnd.Failed, error);
        }

        LeaveBusy();
    }

    // There is room, and what is noted may have gone elsewhere.
    private void WriteNoted(OfferNote<T> note)
    {
        if (note.ConsumeToAccept)
        {
            TryConsume(note);
        }
        else if (note.Source.ReserveMessage(note.Header, this))
        {
            if (TryWriteReserved(note))
            {
                ConsumeWritten(note);
                OnTaken();
            }
            else
            {
                // Another writer was quicker, or the channel is closed or has thrown. It is offered again.
                note.Source.ReleaseReservation(note.Header, this);
            }
        }
    }

    private bool TryWriteReserved(OfferNote<T> note)
    {
        try
        {
            WriteStatus status = _sink.Write(note.Value);
            if (status == WriteStatus.Refused)
            {
                OnRefused(isHandKept: false);
            }

            return status is WriteStatus.Written or WriteStatus.Held;
        }
        catch (Exception error)
        {
            // First the link: the item is not for it any more.
            _tie.Cut(LinkEnd.Failed, error);
            return false;
        }
    }

    private void ConsumeWritten(OfferNote<T> note)
    {
        bool isConsumed = false;
        try
        {
            note.Source.ConsumeMessage(note.Header, this, out isConsumed);
        }
        finally
        {
            if (!isConsumed)
            {
                // It is not the link's, though a reader may get it.
                _sink.TryTakeHand(out _);
            }
        }

        if (!isConsumed)
        {
            throw new InvalidOperationException("A source has taken back an item that was reserved. It is in the channel.");
        }
    }

    // There was room. If it is gone the item stays in the hand; so it does if the channel throws.
    private bool TryConsume(OfferNote<T> note)
    {
        T? item = note.Source.ConsumeMessage(note.Header, this, out bool isConsumed);
        if (isConsumed)
        {
            OnTaken();
            _sink.Hold(item!);
        }

        return isConsumed;
    }

    // Closed, unless the link is being ended.
    private void OnClosed()
    {
        if (!IsCut() && Close(LinkEnd.TargetDeclined, error: null))
        {
            RefuseNoted();
        }
    }

    // Whatever the link was to end with, it has not handed on everything.
    private void OnHandKept()
    {
        OnRefused(isHandKept: true);
        RefuseNoted();
    }

    // The token has fired, or the channel is closed.
    private void OnRefused(bool isHandKept)
    {
        if (_token.IsCancellationRequested)
        {
            _tie.Cut(LinkEnd.Cancelled);
        }
        else
        {
            Close(LinkEnd.TargetDeclined, error: null, isHandKept);
        }
    }

    // The source is to hear of the end: it offers again what is reserved and given back.
    private void RefuseNoted()
    {
        if (TakeNote() is { } note && note.Source.ReserveMessage(note.Header, this))
        {
            note.Source.ReleaseReservation(note.Header, this);
        }
    }

    private bool IsCut()
    {
        using (Uninterrupted.Enter(_lock))
        {
            return _tie.IsCut;
        }
    }

    private bool IsSourceCancelled()
    {
        try
        {
            return _source.Completion.IsCanceled;
        }
#pragma warning disable CA1031 // some sources have no completion, and say so by throwing
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    // Nothing if the link is being cut: the item is not for it any more.
    private OfferNote<T>? TakeNote()
    {
        using (Uninterrupted.Enter(_lock))
        {
            OfferNote<T>? note = _note;
            _note = null;
            return _tie.IsCut ? null : note;
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

        Waiting.End(_stop);
        FinishIfIdle();
        return isFirst;
    }

    // Returns whether nothing was noted meanwhile.
    private bool TryLeaveBusy()
    {
        using (Uninterrupted.Enter(_lock))
        {
            if (_note is not null && _verdict.End is null && !_tie.IsCut)
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
#pragma warning disable CA1031 // what the channel throws is what the link ends with
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            end = LinkEnd.Failed;
            error = error is null ? thrown : new AggregateException(error, thrown);
        }

        _outcome.Set(end, error, isHandedOn: isTold, _token);
    }
}
