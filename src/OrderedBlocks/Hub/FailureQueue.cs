using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Atomics;
using OrderedBlocks.Completion;
using OrderedBlocks.Delegates;
using OrderedBlocks.Output;
using OrderedBlocks.Ring;
using OrderedBlocks.Scheduling;

namespace OrderedBlocks.Hub;

/// <summary>
/// The source of a block's failed items, which it goes on without: keeps so many for whoever is linked or asks, and has the
/// block wait while those who are linked are slower than the failures.
/// </summary>
/// <remarks>
/// A ring without workers: what is admitted is claimed and completed at once. While nobody is linked, nobody waits: what finds no
/// room is lost, and counted.
/// </remarks>
[DebuggerDisplay("Waiting = {WaitingCount}, {_source}")]
internal sealed class FailureQueue<TInput> : IFailureSink<TInput>, IReceivableSourceBlock<ItemFailure<TInput>>, IOutputHub
{
    // Offers in one go before those who wait are given the room.
    private const int MaxPerRelease = 16;

    private readonly OrderedRing<ItemFailure<TInput>, ItemFailure<TInput>> _ring;
    private readonly LinkedOutput<ItemFailure<TInput>> _source;
    private readonly LifeCycle _lifeCycle = new(CancellationToken.None);
    private readonly Action<Exception> _onError;
    private readonly Lock _lock = new();

    // Under _lock: failures that wait for room, and whether none may wait any more.
    private readonly Queue<(ItemFailure<TInput> Failure, CompletionSignal Done)> _waiting = new();
    private bool _isClosing;

    // Anybody, by locked addition.
    private AtomicInt64 _lost;

    /// <summary>Creates the queue.</summary>
    /// <param name="capacity">Failures that it keeps.</param>
    /// <param name="scheduler">The block's.</param>
    /// <param name="onError">Hears what a target has thrown.</param>
    public FailureQueue(long capacity, IWorkScheduler scheduler, Action<Exception> onError)
    {
        _onError = onError;
        _ring = new OrderedRing<ItemFailure<TInput>, ItemFailure<TInput>>(capacity, default);
        _source = new LinkedOutput<ItemFailure<TInput>>(
            _ring, _lifeCycle, this, this, new BypassScheduler(scheduler), MaxPerRelease);
    }

    /// <summary>Ends when the block has ended and what is kept here has been taken.</summary>
    public Task Completion => _lifeCycle.Completion;

    public long LostCount => _lost.Read();

    /// <summary>How many failures wait for room.</summary>
    public int WaitingCount
    {
        get
        {
            using (Uninterrupted.Enter(_lock))
            {
                return _waiting.Count;
            }
        }
    }

    public ValueTask TakeAsync(TInput input, long number, IReadOnlyList<Exception> errors)
    {
        ItemFailure<TInput> failure = ItemFailure<TInput>.Create(input, number, errors);
        CompletionSignal? done = null;
        using (Uninterrupted.Enter(_lock))
        {
            if (_waiting.Count > 0 || !TryKeepOrLose(failure))
            {
                done = new CompletionSignal();
                _waiting.Enqueue((failure, done));
            }
        }

        // SenderWakeUp, and the same for the links: the failure waits, and the locks make the fence; now look for room, and for links.
        if (done is not null)
        {
            Fence.Full();
            Serve();
        }

        _source.EnsureReleaseScheduled();
        return done?.Task ?? default;
    }

    public void Abandon()
    {
        using (Uninterrupted.Enter(_lock))
        {
            _isClosing = true;
        }

        Serve();
    }

    /// <summary>Takes no more: failures that come after this are lost.</summary>
    public void Complete()
    {
        _lifeCycle.TryComplete();
        Close();
    }

    /// <summary>Takes no more, and loses what is kept here.</summary>
    public void Fault(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        _lifeCycle.TryFault(exception);
        Close();
    }

    public IDisposable LinkTo(ITargetBlock<ItemFailure<TInput>> target, DataflowLinkOptions linkOptions) => _source.LinkTo(target, linkOptions);

    public bool TryReceive(Predicate<ItemFailure<TInput>>? filter, [MaybeNullWhen(false)] out ItemFailure<TInput> item) =>
        _source.TryReceive(filter, out item);

    public bool TryReceiveAll([NotNullWhen(true)] out IList<ItemFailure<TInput>>? items) => _source.TryReceiveAll(out items);

    ItemFailure<TInput>? ISourceBlock<ItemFailure<TInput>>.ConsumeMessage(
        DataflowMessageHeader messageHeader, ITargetBlock<ItemFailure<TInput>> target, out bool messageConsumed) =>
        _source.ConsumeMessage(messageHeader, target, out messageConsumed);

    bool ISourceBlock<ItemFailure<TInput>>.ReserveMessage(DataflowMessageHeader messageHeader, ITargetBlock<ItemFailure<TInput>> target) =>
        _source.ReserveMessage(messageHeader, target);

    void ISourceBlock<ItemFailure<TInput>>.ReleaseReservation(DataflowMessageHeader messageHeader, ITargetBlock<ItemFailure<TInput>> target) =>
        _source.ReleaseReservation(messageHeader, target);

    void IOutputHub.OnReleased(ReleaseMode mode) => Serve();

    void IOutputHub.OnTakenFromOutside() => Serve();

    void IOutputHub.OnLinksGone(Refusal? refusal) => Serve();

    void IOutputHub.OnFinished()
    {
        _lifeCycle.End();
        _source.PropagateCompletion();
    }

    // As any target that throws it faults the block. It is not offered anything more, and nobody else is to wait for it.
    void IOutputHub.OnError(Exception error)
    {
        Fault(error);
        _onError(error);
    }

    void IOutputHub.OnDropped(LossReason reason, long count) => _lost.Add(count);

    void IOutputHub.OnSendersDeferred() => throw new UnreachableException("Nothing is consumed in here.");

    void IOutputHub.OnHeadFailed(Position position, IReadOnlyList<Exception> errors) =>
        throw new UnreachableException("Nothing is consumed in here.");

    void IOutputHub.OnTruncationReached() => throw new UnreachableException("Nothing fails in here.");

    private void Close()
    {
        _ring.Close();

        // After this no failure starts to wait. Abandon releases those that wait already.
        Abandon();
        _source.EnsureReleaseScheduled();
    }

    // Under _lock. Keeps it, or loses it; false if it has to wait.
    private bool TryKeepOrLose(ItemFailure<TInput> failure)
    {
        if (TryKeep(failure))
        {
            return true;
        }

        if (!_isClosing && _source.IsLinked)
        {
            return false;
        }

        // Acquire, above: a link that has had its share goes after the head that it has taken. So there may be room now.
        if (!TryKeep(failure))
        {
            _lost.Add(1);
        }

        return true;
    }

    // Under _lock, so that what is claimed is what was admitted.
    private bool TryKeep(ItemFailure<TInput> failure)
    {
        if (_ring.TryAdmit(failure) != AdmissionStatus.Admitted)
        {
            return false;
        }

        _ring.TryClaim(out Position position);
        _ring.TryTakeInput(position, out failure);
        _ring.Complete(position, failure);
        return true;
    }

    // Gives those who wait the room there is; all of them go if nobody is linked any more, or the block drops what it has.
    private void Serve()
    {
        bool any = false;
        while (TryServeOne() is { } done)
        {
            any = true;
            done.Set();
        }

        if (any)
        {
            _source.EnsureReleaseScheduled();
        }
    }

    private CompletionSignal? TryServeOne()
    {
        using (Uninterrupted.Enter(_lock))
        {
            if (!_waiting.TryPeek(out (ItemFailure<TInput> Failure, CompletionSignal Done) first))
            {
                return null;
            }

            if (!TryKeepOrLose(first.Failure))
            {
                return null;
            }

            _waiting.Dequeue();
            return first.Done;
        }
    }
}
