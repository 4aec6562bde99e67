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
/// has no room. What is offered meanwhile is noted, the newest only: a source has one item on offer. Whoever is no longer busy looks
/// whether the link is to end, and ends it, so nothing is written after the end.</para>
/// <para>An item is in the hand only if it had to be consumed before it could be written, and the room was gone by then.</para>
/// </remarks>
[DebuggerDisplay("busy: {_isBusy}, in hand: {_hasHand}, to end: {_end}")]
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer, wait handle or parent: nothing to dispose of.")]
internal sealed class WriterPump<T> : ITargetBlock<T>, ILinkPump<T>
{
    private readonly ISourceBlock<T> _source;
    private readonly ChannelWriter<T> _writer;
    private readonly bool _propagates;
    private readonly CancellationToken _token;
    private readonly LinkOutcome _outcome = new();

    // Wakes the pump when what is noted is not to be written any more.
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();

    // Under _lock.
    private LinkEnd? _end;
    private Exception? _error;
    private bool _isBusy;
    private bool _isFinished;
    private Note? _note;
    private long _left;
    private IDisposable? _unlinker;
    private bool _isLeaving;
    private CancellationTokenRegistration _registration;

    // Whoever is busy; under _lock after the end.
    private T? _hand;
    private bool _hasHand;

    /// <summary>Creates the pump; <see cref="Start"/> links it.</summary>
    /// <param name="source">The block.</param>
    /// <param name="writer">The channel.</param>
    /// <param name="most">How many it takes, or -1.</param>
    /// <param name="propagates">Whether the channel is completed when the source is.</param>
    /// <param name="token">Ends it, even while an item is in the hand.</param>
    public WriterPump(ISourceBlock<T> source, ChannelWriter<T> writer, long most, bool propagates, CancellationToken token)
    {
        _source = source;
        _writer = writer;
        _left = most;
        _propagates = propagates;
        _token = token;
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
        IDisposable unlinker = _source.LinkTo(
            this,
            new DataflowLinkOptions { Append = options.Append, MaxMessages = options.MaxMessages, PropagateCompletion = true });

        // Another thread, because unlinking may wait for a source that is offering, and this would be on the thread that cancels.
        CancellationTokenRegistration registration = _token.UnsafeRegister(
            static pump => Task.Run(() => ((WriterPump<T>)pump!).Stop(LinkEnd.Cancelled), CancellationToken.None), this);
        bool isFinished;
        bool isLeaving;
        using (Uninterrupted.Enter(_lock))
        {
            _unlinker = unlinker;
            _registration = registration;
            isFinished = _isFinished;
            isLeaving = _isLeaving;
        }

        if (isFinished)
        {
            registration.Unregister();
        }

        if (isLeaving)
        {
            unlinker.Dispose();
        }
    }

    public void Unlink() => Stop(LinkEnd.Unlinked);

    public bool TryTakeUndelivered([MaybeNullWhen(false)] out T item)
    {
        using (Uninterrupted.Enter(_lock))
        {
            bool isUndelivered = Completion.IsCompleted && _hasHand;
            item = isUndelivered ? _hand : default;
            if (isUndelivered)
            {
                EmptyHand();
            }

            return isUndelivered;
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

        var note = new Note(source, messageHeader, messageValue, consumeToAccept);
        using (Uninterrupted.Enter(_lock))
        {
            if (_end is not null)
            {
                return DataflowMessageStatus.DecliningPermanently;
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
    private DataflowMessageStatus Take(Note note)
    {
        while (true)
        {
            if (!note.ConsumeToAccept && _writer.TryWrite(note.Value))
            {
                OnTaken();
                LeaveBusy();
                return DataflowMessageStatus.Accepted;
            }

            ValueTask<bool> room = _writer.WaitToWriteAsync(_stop.Token);
            if (!room.IsCompleted)
            {
                using (Uninterrupted.Enter(_lock))
                {
                    _note = note;
                }

                StartPump(room);
                return DataflowMessageStatus.Postponed;
            }

            if (!HasRoom(room))
            {
                // Closed, as a rule; or the link is being ended.
                Close(LinkEnd.TargetDeclined, error: null);
                LeaveBusy();
                return DataflowMessageStatus.DecliningPermanently;
            }

            if (note.ConsumeToAccept)
            {
                return TakeByConsuming(note);
            }
        }
    }

    private DataflowMessageStatus TakeByConsuming(Note note)
    {
        bool isConsumed = TryConsume(note);
        if (_hasHand)
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
                if (_hasHand)
                {
                    if (!await TryWriteHandAsync().ConfigureAwait(false))
                    {
                        OnHandKept();
                        break;
                    }
                }
                else if (!await HasRoomAsync(room).ConfigureAwait(false))
                {
                    OnClosed();
                    break;
                }
                else if (TakeNote() is { } note)
                {
                    WriteNoted(note);
                }

                if (!_hasHand && TryLeaveBusy())
                {
                    return;
                }

                room = _hasHand ? default : _writer.WaitToWriteAsync(_stop.Token);
            }
        }
#pragma warning disable CA1031 // what a source or the channel throws is what the link ends with
        catch (Exception error)
#pragma warning restore CA1031
        {
            Close(LinkEnd.Failed, TryLeaveSource() is { } another ? new AggregateException(error, another) : error);
        }

        LeaveBusy();
    }

    // As HasRoomAsync; the wait is over.
    private static bool HasRoom(ValueTask<bool> room)
    {
        ValueTask<bool> answer = HasRoomAsync(room);
        return answer.IsCompletedSuccessfully && answer.GetAwaiter().GetResult();
    }

    private static async ValueTask<bool> HasRoomAsync(ValueTask<bool> room)
    {
        try
        {
            return await room.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // the error of a channel that is closed, or the end of the wait
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    // Waits for as long as it takes, unless the token fires: what is in the hand has no other place to go.
    private async ValueTask<bool> TryWriteHandAsync()
    {
        while (!TryWriteHand())
        {
            if (!await HasRoomAsync(_writer.WaitToWriteAsync(_token)).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryWriteHand()
    {
        if (!_writer.TryWrite(_hand!))
        {
            return false;
        }

        EmptyHand();
        return true;
    }

    private void EmptyHand()
    {
        _hand = default;
        _hasHand = false;
    }

    // There is room, and what is noted may have gone elsewhere.
    private void WriteNoted(Note note)
    {
        if (note.ConsumeToAccept)
        {
            TryConsume(note);
        }
        else if (note.Source.ReserveMessage(note.Header, this))
        {
            if (!TryWriteReserved(note))
            {
                // Another writer was quicker. It is offered again.
                note.Source.ReleaseReservation(note.Header, this);
                return;
            }

            note.Source.ConsumeMessage(note.Header, this, out bool isConsumed);
            if (!isConsumed)
            {
                throw new InvalidOperationException("A source has taken back an item that was reserved. It is in the channel.");
            }

            OnTaken();
        }
    }

    private bool TryWriteReserved(Note note)
    {
        try
        {
            return _writer.TryWrite(note.Value);
        }
        catch
        {
            // First the link: the item is not for it any more.
            LeaveSource();
            note.Source.ReleaseReservation(note.Header, this);
            throw;
        }
    }

    // There was room. If it is gone the item stays in the hand; so it does if the channel throws.
    private bool TryConsume(Note note)
    {
        T? item = note.Source.ConsumeMessage(note.Header, this, out bool isConsumed);
        if (isConsumed)
        {
            _hand = item;
            _hasHand = true;
            OnTaken();
            TryWriteHand();
        }

        return isConsumed;
    }

    // Closed, unless the link is being ended. The source is to hear that: it offers again what is reserved and given back.
    private void OnClosed()
    {
        if (!Close(LinkEnd.TargetDeclined, error: null) || TakeNote() is not { } note)
        {
            return;
        }

        if (note.Source.ReserveMessage(note.Header, this))
        {
            note.Source.ReleaseReservation(note.Header, this);
        }
    }

    // Whatever the link was to end with, it has not handed on everything.
    private void OnHandKept()
    {
        if (_token.IsCancellationRequested)
        {
            Stop(LinkEnd.Cancelled);
        }
        else
        {
            Close(LinkEnd.TargetDeclined, error: null, isMoreThanOthers: true);
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

    private Note? TakeNote()
    {
        using (Uninterrupted.Enter(_lock))
        {
            Note? note = _note;
            _note = null;
            return note;
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

    // First the link to the source: a source that offers something to a link that has ended takes that for a target that is gone.
    private void Stop(LinkEnd end)
    {
        LeaveSource();
        Close(end, error: null);
    }

    // While it is being linked that is left to Start.
    private void LeaveSource()
    {
        IDisposable? unlinker;
        using (Uninterrupted.Enter(_lock))
        {
            _isLeaving = true;
            unlinker = _unlinker;
        }

        unlinker?.Dispose();
    }

    // Returns what the source throws: the link ends all the same.
    private Exception? TryLeaveSource()
    {
        try
        {
            LeaveSource();
            return null;
        }
#pragma warning disable CA1031 // see above
        catch (Exception error)
#pragma warning restore CA1031
        {
            return error;
        }
    }

    // Returns whether nothing has ended it before. The token ends even a link that only waits for its hand to be emptied.
    private bool Close(LinkEnd end, Exception? error, bool isMoreThanOthers = false)
    {
        bool isFirst;
        using (Uninterrupted.Enter(_lock))
        {
            isFirst = _end is null;
            if (isFirst || (!_isFinished && (isMoreThanOthers || end is LinkEnd.Cancelled or LinkEnd.Failed)))
            {
                _end = end;
                _error = error;
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
            if (_note is not null && _end is null)
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
        using (Uninterrupted.Enter(_lock))
        {
            if (_isBusy || _isFinished || _end is null)
            {
                return;
            }

            _isFinished = true;
            _note = null;
            end = _end.Value;
            error = _error;
        }

        _registration.Unregister();
        bool isTold = false;
        try
        {
            isTold = _propagates && end is (LinkEnd.SourceCompleted or LinkEnd.SourceFailed) && _writer.TryComplete(error);
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

    // What is offered and has not been taken.
    private sealed record Note(ISourceBlock<T> Source, DataflowMessageHeader Header, T Value, bool ConsumeToAccept);
}
