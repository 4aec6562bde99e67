using System.Diagnostics;
using System.Globalization;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Atomics;
using OrderedBlocks.Completion;
using OrderedBlocks.Delegates;
using OrderedBlocks.Input;
using OrderedBlocks.Keys;
using OrderedBlocks.Observation;
using OrderedBlocks.OneToMany;
using OrderedBlocks.Output;
using OrderedBlocks.Ring;
using OrderedBlocks.Scheduling;
using OrderedBlocks.Workers;

namespace OrderedBlocks.Hub;

/// <summary>
/// A block's parts and how they talk to each other: target side, ring, workers, output side, life cycle.
/// </summary>
/// <remarks>
/// <code>
///   OfferMessage --> InputSide --> OrderedRing --> LinkedOutput   --> links, receivers
///                                     ^    |     or ConsumedOutput --> the delegate that consumes
///                                     |    v
///                                    WorkerGroup
/// </code>
/// The order of ending: state, then the closed ring, then the queue dropped, then the looks. Each later step is noticed by
/// whoever looks after it, so a block that is told to end while others work on it ends all the same.
/// </remarks>
[DebuggerDisplay("{State}, {Ring}")]
internal sealed partial class BlockCore<TInput, TOutput> : IWorkerHost, IConsumerHost, ISourceHost, ITargetHost, IDeferredWork
{
    // How long an end that nothing holds up may take on a busy machine.
    private static readonly TimeSpan s_longestEnd = TimeSpan.FromSeconds(5);

    private readonly IDataflowBlock _owner;
    private readonly BlockSettings _settings;
    private readonly WorkerGroup<TInput, TOutput> _workers;
    private readonly IOutput _output;

    // Null where an item has one output.
    private readonly IOutputRoom? _room;
    private readonly IFailureSink<TInput>? _failures;
    private readonly CancellationTokenRegistration _registration;
    private readonly CancellationTokenRegistration _otherRegistration;
    private LazyLock _degreeLock = new();

    // The registry's.
    private int _number;

    // Under _degreeLock: the degree before the block was paused, and whether it cannot be paused any more.
    private int _lastDegree;
    private bool _isDraining;

    /// <summary>Puts a block together. It may be used, and cancelled, before this returns.</summary>
    /// <param name="owner">The public block, which others know as target.</param>
    /// <param name="createTransform">Makes the delegate's wrapper; it may ask for a token.</param>
    /// <param name="createFailures">Makes the place where failed items go, of the scheduler, in a block that goes on without
    /// them.</param>
    /// <param name="createOutput">Makes the output side, of the parts that this has by then: all but that side.</param>
    /// <param name="keepsInputs">Whether the output side needs an item's input if the item fails there.</param>
    /// <param name="settings">The block's options.</param>
    /// <param name="first">The position of the first item.</param>
    public BlockCore(
        ITargetBlock<TInput> owner,
        Func<LifeCycle, Transform<TInput, TOutput>> createTransform,
        Func<BlockCore<TInput, TOutput>, IFailureSink<TInput>>? createFailures,
        Func<BlockCore<TInput, TOutput>, IOutput> createOutput,
        bool keepsInputs,
        BlockSettings settings,
        Position first)
    {
        _owner = owner;
        _settings = settings;
        _lastDegree = settings.MaxWorkers;
        LifeCycle = new LifeCycle(settings.CancellationToken, settings.OtherCancellationToken)
        {
            KeepsErrorsInOrder = settings.KeepsErrorsInOrder,
        };
        Scheduler = settings.HasOwnThreads
            ? new DedicatedThreads(Name, settings.MaxWorkers)
            : new WorkScheduler(settings.TaskScheduler);
        Ring = new OrderedRing<TInput, TOutput>(settings.Capacity, first, settings.CapturesContext);
        Transform<TInput, TOutput> transform = createTransform(LifeCycle);
        transform = Scheduler.Context is { } context ? transform.In(context) : transform;
        _room = transform as IOutputRoom;
        settings.CheckCallerRuns(transform.Synchronous is not null);
        if (transform.Reuse is { } reuse)
        {
            reuse.Fail = FaultByItself;
            Ring.Discarded = [];
        }

        _failures = createFailures?.Invoke(this);
        Policy = new ItemPolicy<TInput>(LifeCycle, settings.FailsCancelledItems, _failures);
        KeepsInputs = keepsInputs && settings.FailureAction == ItemFailureAction.SkipItem;
        var deferredWork = new DeferredWorkTimer(Scheduler, this);
        _workers = new WorkerGroup<TInput, TOutput>(
            Ring,
            transform,
            LifeCycle,
            this,
            Scheduler,
            deferredWork,
            settings.MaxWorkers,
            settings.MaxPerTask,
            settings.MaxPerClaim,
            Policy,
            KeepsInputs,
            settings.CreateKeyTable<TInput>())
        {
            Tracing = settings.CapturesContext ? new ItemTracing(OperationOf(owner, transform), Name) : null,
        };
        Input = new InputSide<TInput, TOutput>(Ring, owner, this, _workers.Counts, Scheduler, deferredWork, settings.CallerRuns);
        _output = createOutput(this);

        // Before it can end.
        LogCreation();
        if (BlockMetrics.Shared.AreListenedTo)
        {
            Register();
        }

        _registration = CancelBy(settings.CancellationToken);
        _otherRegistration = CancelBy(settings.OtherCancellationToken);
        if (LifeCycle.IsAbandoned)
        {
            // The end may have come before there was anything to let go of.
            _otherRegistration.Unregister();
        }
    }

    /// <summary>Where the block's work runs.</summary>
    public IWorkScheduler Scheduler { get; }

    public OrderedRing<TInput, TOutput> Ring { get; }

    public InputSide<TInput, TOutput> Input { get; }

    /// <summary>
    /// The target side for sources that bring several items at once; null if the delegate may run where they are brought, or if
    /// each item is to be offered in a context of its own.
    /// </summary>
    public IRangeTarget<TInput>? RangeTarget => _settings.NeverRunsInline && !_settings.CapturesContext ? Input : null;

    public LifeCycle LifeCycle { get; }

    /// <summary>What becomes of an item whose delegate has thrown.</summary>
    public ItemPolicy<TInput> Policy { get; }

    /// <summary>Whether an item's input stays with its output.</summary>
    public bool KeepsInputs { get; }

    /// <summary>Where results come from and go, in a block that reuses them; else null.</summary>
    public Reuse<TOutput>? Reuse => _workers.Transform.Reuse;

    /// <summary>Failures that nobody has got.</summary>
    public long LostFailures => _failures?.LostCount ?? 0;

    /// <summary>
    /// How many delegates may run, or be pending, at the same time, from 0, by which the block is paused, to the settings' limit.
    /// </summary>
    public int Degree
    {
        get => _workers.Degree;
        set
        {
            using (_degreeLock.Enter())
            {
                _lastDegree = value > 0 ? value : _lastDegree;
                _workers.Degree = _isDraining ? _lastDegree : value;
            }

            // It may have been paused before its first item.
            Register();

            _workers.LookForWork();
        }
    }

    /// <summary>
    /// So many items keep the block busy: who feeds it and takes its outputs need not feed it while it has more of them. Half of its
    /// capacity, but at least two items for each worker if there is room for them.
    /// </summary>
    public long RefillMark => Math.Max(_settings.Capacity / 2, Math.Min(_settings.Capacity - 1, 2L * _settings.MaxWorkers));

    /// <summary>The most that <see cref="Degree"/> can be.</summary>
    public int MaxWorkers => _settings.MaxWorkers;

    public Task Completion => LifeCycle.Completion;

    public LifeCycleState State => LifeCycle.State;

    /// <summary>What orders the items by key, for tests; null where nothing does.</summary>
    internal KeyScheduler<TInput, TOutput>? Keyed => _workers.Keyed;

    /// <summary>What the workers call, for tests.</summary>
    internal Transform<TInput, TOutput> Transform => _workers.Transform;

    /// <summary>The block's name by its format, or what is wrong with the format, as Dataflow has it.</summary>
    public string Name
    {
        get
        {
            try
            {
                return string.Format(CultureInfo.CurrentCulture, _settings.NameFormat, _owner.GetType().Name, Completion.Id);
            }
            catch (FormatException error)
            {
                return error.Message;
            }
        }
    }

    public void Complete() => TryComplete(error: null);

    /// <summary>Takes no more items. With an error, the block faults with it when all that it has taken has been handed on.</summary>
    /// <returns>Whether nobody else has ended the block before.</returns>
    public bool TryComplete(Exception? error)
    {
        bool isFirst = error is null ? LifeCycle.TryComplete() : LifeCycle.TryComplete(error);
        if (isFirst)
        {
            Close();
        }

        return isFirst;
    }

    /// <summary>Takes no more, ends a pause, and waits for the block's end, until the deadline.</summary>
    /// <returns>Whether the block has ended. Never fails.</returns>
    public async Task<bool> EndWithinAsync(TimeSpan deadline, CancellationToken cancellationToken)
    {
        Complete();
        EndPause();
        await Completion.WaitAsync(deadline, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Ring.IsFinished)
        {
            // Nothing is left, so the end is on its way. A target that keeps the thread which brings it keeps no one else.
            await Completion.WaitAsync(s_longestEnd, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return Completion.IsCompleted;
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

    void IWorkerHost.Release(bool cheap) => _output.Release(cheap);

    void IWorkerHost.EnsureReleaseScheduled() => _output.EnsureReleaseScheduled();

    void IWorkerHost.OnDropped(LossReason reason) => Losses.Add(reason, 1);

    void IWorkerHost.OnRoom(bool cheap) => LetSendersIn(cheap);

    void IWorkerHost.OnIdle() => Input.OnRoom(cheap: false);

    void IWorkerHost.OnFailed(Position position, IReadOnlyList<Exception> errors)
    {
        Losses.Add(LossReason.Failed, 1);
        if (_settings.FailureAction != ItemFailureAction.FaultInOrder)
        {
            FaultByItself(errors);
            return;
        }

        LifeCycle.FailInOrder(position, errors);
        if (LifeCycle.IsAbandoned)
        {
            Abandon();
        }
        else
        {
            Close();
        }
    }

    void IWorkerHost.OnSchedulerFailed(Exception error) => FaultByItself([error]);

    void IWorkerHost.OnWorkerAdded() => Register();

    void IWorkerHost.OnWorkerStarted(int number)
    {
        if (BlockEvents.Log.AreOnForWorkers())
        {
            BlockEvents.Log.WorkerStarted(Name, number);
        }
    }

    void IWorkerHost.OnWorkerRetired(int number)
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

    void IOutputHost.OnReleased(bool cheap)
    {
        _room?.Look();
        LetSendersIn(cheap);
    }

    void IOutputHost.OnTakenFromOutside()
    {
        _room?.Look();
        Input.OnRoomFromOutside();
    }

    void IConsumerHost.OnPutOff() => _workers.DeferredWork.Set();

    void IOutputHost.OnDiscarded(long count) => Losses.Add(LifeCycle.ReasonToDrop, count);

    void IConsumerHost.OnItemDropped(LossReason reason) => Losses.Add(reason, 1);

    void IConsumerHost.OnItemFailed(Position position, IReadOnlyList<Exception> errors)
    {
        // What comes before it has been consumed, so this is in order as well.
        Losses.Add(LossReason.Failed, 1);
        if (_settings.FailureAction != ItemFailureAction.FaultInOrder)
        {
            FaultByItself(errors);
            return;
        }

        // Items that follow it may have failed before: their exceptions come behind.
        LifeCycle.FailInOrder(position, errors);
        LifeCycle.TryEndFailing();
        Abandon();
    }

    void IOutputHost.OnTruncationReached() => EndFailing();

    void ISourceHost.OnLinksGone(Refusal? refusal)
    {
        // Pair 12: the fence after the output lock comes between the leaving of the target and this look.
        if (refusal is not null && LifeCycle.HasPassedError)
        {
            EndFailing();
            return;
        }

        if (refusal is null || _settings.TargetsGoneAction == TargetsGoneAction.Wait)
        {
            return;
        }

        if (LifeCycle.HasTokenFired)
        {
            // As a rule it is the target's token, too, which has heard of it before.
            Cancel();
        }
        else if (_settings.TargetsGoneAction == TargetsGoneAction.Fault)
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

    void ISourceHost.OnOfferFailed(Exception error) => FaultByItself([error]);

    void IOutputHost.OnSchedulerFailed(Exception error) => FaultByItself([error]);

    void IOutputHost.OnFinished()
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

    void ITargetHost.OnAdmitted() => _workers.Notify();

    bool ITargetHost.TryHelp() => _workers.TryHelp();

    void ITargetHost.OnFetched()
    {
        _workers.Notify();
        if (LifeCycle.IsAbandoned)
        {
            // Whoever abandoned the block has left this position to us.
            _workers.DropQueued();
            _output.EnsureReleaseScheduled();
        }
    }

    void ITargetHost.OnReservationCanceled()
    {
        ((ITargetHost)this).OnFetched();
        Input.OnRoomFromOutside();
    }

    void ITargetHost.OnLastSenderGone() => _output.EnsureReleaseScheduled();

    void ITargetHost.OnSourceFailed(Exception error) => FaultByItself([error]);

    private void EndPause()
    {
        using (_degreeLock.Enter())
        {
            _isDraining = true;
            _workers.Degree = _lastDegree;
        }

        _workers.LookForWork();
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

    // By what becomes of the delegate's output.
    private static string OperationOf(ITargetBlock<TInput> owner, Transform<TInput, TOutput> transform) =>
        transform.IsStreaming || owner is ISourceBlock<TOutput> ? "orderedblocks.transform" : "orderedblocks.produce";

    private void LetSendersIn(bool cheap)
    {
        if (CallerRunsScope.IsActive)
        {
            // This is a sender's thread: other senders are not called on it.
            Input.OnRoomFromOutside();
        }
        else
        {
            Input.OnRoom(cheap);
        }
    }

    // Has done what was put off. Targets are offered to on the block's scheduler, not here.
    void IDeferredWork.OnTick()
    {
        // First: a batch that has come to its last item is not looked after any more, but what was put off before is seen below.
        _workers.LookAfterWorkers();
        _room?.Recall();
        _output.EnsureReleaseScheduled();
        Input.OnRoom(cheap: false);
        if (_output.PutsOffSenders)
        {
            _workers.DeferredWork.Set();
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

            // Pair 12. In a cycle the target that is gone is the source that has failed: nothing that waits here would ever leave.
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
        Input.OnRoomFromOutside();

        // Those who wait for room stop, if there is to be no more output.
        _room?.Look();
        _output.EnsureReleaseScheduled();
    }

    private CancellationTokenRegistration CancelBy(CancellationToken token) =>
        token.UnsafeRegister(static core => ((BlockCore<TInput, TOutput>)core!).Cancel(), this);
}
