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
internal sealed class FailureQueue<TInput, TFailure> : IFailureSink<TInput>, IReceivableSourceBlock<TFailure>, ISourceHost
{
    // Offers in one go before those who wait are given the room.
    private const int MostPerRun = 16;

    private readonly OrderedRing<TFailure, TFailure> _ring;
    private readonly LinkedOutput<TFailure, RingOutputs<TFailure, TFailure>> _source;
    private readonly LifeCycle _lifeCycle = new(CancellationToken.None);
    private readonly Func<TInput, long, IReadOnlyList<Exception>, TFailure> _create;
    private readonly Action<Exception> _onOfferFailed;
    private readonly Lock _lock = new();

    // Under _lock: failures that wait for room, and whether none may wait any more.
    private readonly Queue<(TFailure Failure, CompletionSignal Done)> _waiting = new();
    private bool _isClosing;

    // Anybody, by locked addition.
    private AtomicInt64 _lost;

    /// <summary>Creates the port.</summary>
    /// <param name="capacity">Failures that it keeps.</param>
    /// <param name="scheduler">The block's.</param>
    /// <param name="create">Makes what is handed on.</param>
    /// <param name="onOfferFailed">Hears what a target has thrown.</param>
    public FailureQueue(
        long capacity,
        IWorkScheduler scheduler,
        Func<TInput, long, IReadOnlyList<Exception>, TFailure> create,
        Action<Exception> onOfferFailed)
    {
        _create = create;
        _onOfferFailed = onOfferFailed;
        _ring = new OrderedRing<TFailure, TFailure>(capacity, default);
        _source = new LinkedOutput<TFailure, RingOutputs<TFailure, TFailure>>(
            new RingOutputs<TFailure, TFailure>(_ring), _lifeCycle, this, this, new BypassScheduler(scheduler), MostPerRun);
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
        TFailure failure = _create(input, number, errors);
        CompletionSignal? done = null;
        using (Uninterrupted.Enter(_lock))
        {
            if (_waiting.Count > 0 || !TryKeepOrLose(failure))
            {
                done = new CompletionSignal();
                _waiting.Enqueue((failure, done));
            }
        }

        // Pair 3, and the same for the links: the failure waits, and the locks make the fence; now look for room, and for links.
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

    public IDisposable LinkTo(ITargetBlock<TFailure> target, DataflowLinkOptions linkOptions) => _source.LinkTo(target, linkOptions);

    public bool TryReceive(Predicate<TFailure>? filter, [MaybeNullWhen(false)] out TFailure item) =>
        _source.TryReceive(filter, out item);

    public bool TryReceiveAll([NotNullWhen(true)] out IList<TFailure>? items) => _source.TryReceiveAll(out items);

    TFailure? ISourceBlock<TFailure>.ConsumeMessage(
        DataflowMessageHeader messageHeader, ITargetBlock<TFailure> target, out bool messageConsumed) =>
        _source.ConsumeMessage(messageHeader, target, out messageConsumed);

    bool ISourceBlock<TFailure>.ReserveMessage(DataflowMessageHeader messageHeader, ITargetBlock<TFailure> target) =>
        _source.ReserveMessage(messageHeader, target);

    void ISourceBlock<TFailure>.ReleaseReservation(DataflowMessageHeader messageHeader, ITargetBlock<TFailure> target) =>
        _source.ReleaseReservation(messageHeader, target);

    void IOutputHost.OnReleased(bool cheap) => Serve();

    void IOutputHost.OnTakenFromOutside() => Serve();

    void ISourceHost.OnLinksGone(Refusal? refusal) => Serve();

    void IOutputHost.OnFinished()
    {
        _lifeCycle.End();
        _source.PropagateCompletion();
    }

    // As any target that throws it faults the block. It is not offered anything more, and nobody else is to wait for it.
    void ISourceHost.OnOfferFailed(Exception error)
    {
        Fault(error);
        _onOfferFailed(error);
    }

    void IOutputHost.OnDiscarded(long count) => _lost.Add(count);

    void IOutputHost.OnSchedulerFailed(Exception error) => throw new UnreachableException("It is asked for nothing.", error);

    void IOutputHost.OnTruncationReached() => throw new UnreachableException("Nothing fails in here.");

    private void Close()
    {
        _ring.Close();

        // Nobody waits at a closed door: after this, or found by it.
        Abandon();
        _source.EnsureReleaseScheduled();
    }

    // Under _lock. Keeps it, or loses it; false if it has to wait.
    private bool TryKeepOrLose(TFailure failure)
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
    private bool TryKeep(TFailure failure)
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
            if (!_waiting.TryPeek(out (TFailure Failure, CompletionSignal Done) first))
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
