using System.Diagnostics;
using System.Globalization;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Core;
using OrderedBlocks.Execution;

namespace OrderedBlocks.Protocol;

/// <summary>
/// A transform block's parts and how they talk to each other: target side, ring, workers, source side, life cycle.
/// </summary>
/// <remarks>
/// <code>
///   OfferMessage --> TargetSide --> OrderedRing --> SourceSide --> links, receivers
///                                     ^    |
///                                     |    v
///                                    WorkerGroup
/// </code>
/// The order of ending: state, then the closed ring, then the queue dropped, then the looks. Each later step is noticed by
/// whoever looks after it, so a block that is told to end while others work on it ends all the same.
/// </remarks>
[DebuggerDisplay("{State}, {Ring}")]
internal sealed class TransformCore<TInput, TOutput> : IWorkerHost, ISourceHost, ITargetHost
{
    private readonly IDataflowBlock _owner;
    private readonly BlockSettings _settings;
    private readonly LifeCycle _lifeCycle;
    private readonly WorkerGroup<TInput, TOutput> _workers;
    private readonly CancellationTokenRegistration _registration;

    /// <summary>Puts a block together. It may be used, and cancelled, before this returns.</summary>
    /// <param name="owner">The public block, which others know as target and source.</param>
    /// <param name="createTransform">Makes the delegate's wrapper; it may ask for a token.</param>
    /// <param name="settings">The block's options.</param>
    /// <param name="first">The position of the first item.</param>
    public TransformCore(
        IPropagatorBlock<TInput, TOutput> owner,
        Func<LifeCycle, Transform<TInput, TOutput>> createTransform,
        BlockSettings settings,
        Position first)
    {
        _owner = owner;
        _settings = settings;
        _lifeCycle = new LifeCycle(settings.CancellationToken);
        Scheduler = settings.HasOwnThreads
            ? new DedicatedThreads(Name, settings.MostWorkers)
            : new WorkScheduler(settings.TaskScheduler);
        Ring = new OrderedRing<TInput, TOutput>(settings.Capacity, first);
        var watch = new Watch(Scheduler, OnWatch);
        _workers = new WorkerGroup<TInput, TOutput>(
            Ring, createTransform(_lifeCycle), _lifeCycle, this, Scheduler, watch, settings.MostWorkers, settings.MostPerTask);
        Target = new TargetSide<TInput, TOutput>(Ring, owner, this, Scheduler, watch, settings.Capacity);
        Source = new SourceSide<TInput, TOutput>(Ring, _lifeCycle, owner, this, Scheduler, settings.Capacity);
        _registration = settings.CancellationToken.UnsafeRegister(
            static core => ((TransformCore<TInput, TOutput>)core!).Cancel(), this);
    }

    /// <summary>Where the block's work runs.</summary>
    public IWorkScheduler Scheduler { get; }

    public OrderedRing<TInput, TOutput> Ring { get; }

    public TargetSide<TInput, TOutput> Target { get; }

    public SourceSide<TInput, TOutput> Source { get; }

    public Task Completion => _lifeCycle.Completion;

    public LifeCycleState State => _lifeCycle.State;

    /// <summary>Items accepted and not started.</summary>
    public long QueuedCount => Math.Max(0, Ring.UnclaimedCount - Ring.VoidCount);

    /// <summary>Items accepted of which nothing will ever come out.</summary>
    public LossTally Losses { get; } = new();

    /// <summary>Items whose delegate is running or pending, or was a moment ago.</summary>
    public long RunningCount => Math.Min(_workers.Tally.Busy, Ring.InHandCount);

    /// <summary>Workers that are not resting, for the debugger.</summary>
    public int ActiveWorkers => _workers.Tally.Active;

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

    public void Complete()
    {
        if (_lifeCycle.TryComplete())
        {
            Close();
        }
    }

    public void Fault(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (_lifeCycle.TryFault(exception))
        {
            Abandon();
        }
    }

    void IWorkerHost.Release(bool cheap) => Source.Release(cheap);

    void IWorkerHost.Attend() => Source.Attend();

    void IWorkerHost.OnDropped(LossReason reason) => Losses.Add(reason, 1);

    void IWorkerHost.OnRoom(bool cheap) => Target.OnRoom(cheap);

    void IWorkerHost.OnIdle() => Target.OnRoom(cheap: false);

    void IWorkerHost.OnFailed(IReadOnlyList<Exception> errors)
    {
        Losses.Add(LossReason.Failed, 1);
        FaultByItself(errors);
    }

    void IWorkerHost.OnSchedulerFailed(Exception error) => FaultByItself([error]);

    void ISourceHost.OnReleased(bool cheap) => Target.OnRoom(cheap);

    void ISourceHost.OnTakenFromOutside() => Target.OnRoomFromOutside();

    void ISourceHost.OnDiscarded(long count) => Losses.Add(_lifeCycle.ReasonToDrop, count);

    void ISourceHost.OnOfferFailed(Exception error) => FaultByItself([error]);

    void ISourceHost.OnSchedulerFailed(Exception error) => FaultByItself([error]);

    void ISourceHost.OnFinished()
    {
        _registration.Unregister();
        _lifeCycle.End();
        Source.PropagateCompletion();
        Scheduler.End();
    }

    void ITargetHost.OnAdmitted() => _workers.Notify();

    void ITargetHost.OnFetched()
    {
        _workers.Notify();
        if (_lifeCycle.IsAbandoned)
        {
            // Whoever abandoned the block has left this position to us.
            _workers.DropQueued();
            Source.Attend();
        }
    }

    void ITargetHost.OnVoided()
    {
        ((ITargetHost)this).OnFetched();
        Target.OnRoomFromOutside();
    }

    void ITargetHost.OnLastSenderGone() => Source.Attend();

    void ITargetHost.OnSourceFailed(Exception error) => FaultByItself([error]);

    // Has done what was put off. Targets are offered to on the block's scheduler, not here.
    private void OnWatch()
    {
        Source.Attend();
        Target.OnRoom(cheap: false);
    }

    // The callback of the block's token, on the thread that cancels.
    private void Cancel()
    {
        if (_lifeCycle.TryCancel())
        {
            Abandon();
        }
    }

    private void FaultByItself(IReadOnlyList<Exception> errors)
    {
        _lifeCycle.Fault(errors);
        Abandon();
    }

    private void Abandon()
    {
        Ring.Close();
        _lifeCycle.CancelDelegates(Scheduler);
        _workers.DropQueued();
        Close();
    }

    // Nothing of others is called on this thread: it may be anybody's.
    private void Close()
    {
        Ring.Close();
        Target.OnRoomFromOutside();
        Source.Attend();
    }
}
