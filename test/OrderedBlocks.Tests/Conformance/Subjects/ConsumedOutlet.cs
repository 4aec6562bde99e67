using System.Diagnostics.CodeAnalysis;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance.Subjects;

/// <summary>
/// An action block with a way out, so that what holds for a block with an output can be asked of it: its <c>consume</c> is pending
/// until somebody has taken the result, or the block is abandoned. Targets are offered to, and the call ends, under a lock.
/// </summary>
public sealed class ConsumedOutlet<TInput, TOutput> : IPropagatorBlock<TInput, TOutput>, IReceivableSourceBlock<TOutput>
{
    private readonly Lock _lock = new();
    private readonly List<(ITargetBlock<TOutput> Target, bool Propagates)> _links = [];
    private long _takenCount;
    private long _id;
    private TOutput? _head;
    private TaskCompletionSource? _taken;

    /// <summary>Makes the block; it is given the delegate that consumes.</summary>
    public ConsumedOutlet(
        Func<Func<TOutput, CancellationToken, ValueTask>, OrderedActionBlock<TInput, TOutput>> create)
    {
        Block = create(Hand);
        Completion.ContinueWith(_ => Propagate(), TaskScheduler.Default);
    }

    /// <summary>The block under test.</summary>
    public OrderedActionBlock<TInput, TOutput> Block { get; }

    /// <inheritdoc/>
    public Task Completion => Block.Completion;

    /// <inheritdoc/>
    public DataflowMessageStatus OfferMessage(
        DataflowMessageHeader messageHeader, TInput messageValue, ISourceBlock<TInput>? source, bool consumeToAccept) =>
        ((ITargetBlock<TInput>)Block).OfferMessage(messageHeader, messageValue, source, consumeToAccept);

    /// <inheritdoc/>
    public void Complete() => Block.Complete();

    /// <inheritdoc/>
    public void Fault(Exception exception) => Block.Fault(exception);

    /// <inheritdoc/>
    public override string ToString() => Block.ToString();

    /// <inheritdoc/>
    public IDisposable LinkTo(ITargetBlock<TOutput> target, DataflowLinkOptions linkOptions)
    {
        lock (_lock)
        {
            _links.Add((target, linkOptions.PropagateCompletion));
            OfferHead();
        }

        if (Completion.IsCompleted)
        {
            Propagate();
        }

        return new Unlink(this, target);
    }

    /// <inheritdoc/>
    public TOutput? ConsumeMessage(DataflowMessageHeader messageHeader, ITargetBlock<TOutput> target, out bool messageConsumed)
    {
        lock (_lock)
        {
            messageConsumed = _taken is not null && messageHeader.Id == _id;
            return messageConsumed ? Take() : default;
        }
    }

    /// <inheritdoc/>
    public bool ReserveMessage(DataflowMessageHeader messageHeader, ITargetBlock<TOutput> target) =>
        throw new NotSupportedException("Nothing is reserved here.");

    /// <inheritdoc/>
    public void ReleaseReservation(DataflowMessageHeader messageHeader, ITargetBlock<TOutput> target) =>
        throw new NotSupportedException("Nothing is reserved here.");

    /// <inheritdoc/>
    public bool TryReceive(Predicate<TOutput>? filter, out TOutput item)
    {
        long takenCount;
        lock (_lock)
        {
            bool taken = _taken is not null && (filter is null || filter(_head!));
            item = taken ? Take() : default!;
            takenCount = _takenCount;
            if (!taken)
            {
                return false;
            }
        }

        // Whoever has received has room, as in a block with an output.
        Wait.Until(() => Block.Statistics.Released >= takenCount, "What was received still has its place.");
        return true;
    }

    /// <inheritdoc/>
    public bool TryReceiveAll([NotNullWhen(true)] out IList<TOutput>? items)
    {
        items = TryReceive(null, out TOutput item) ? [item] : null;
        return items is not null;
    }

    private ValueTask Hand(TOutput result, CancellationToken token)
    {
        var taken = new TaskCompletionSource();
        lock (_lock)
        {
            _id++;
            _head = result;
            _taken = taken;
            OfferHead();
        }

        // Not disposed of: the block's token lives as long as the block.
        token.UnsafeRegister(_ => Withdraw(taken, token), null);
        return new ValueTask(taken.Task);
    }

    private void Withdraw(TaskCompletionSource taken, CancellationToken token)
    {
        lock (_lock)
        {
            if (_taken == taken)
            {
                _taken = null;
                _head = default;
                taken.SetCanceled(token);
            }
        }
    }

    private TOutput Take()
    {
        TOutput head = _head!;
        TaskCompletionSource taken = _taken!;
        _head = default;
        _taken = null;
        _takenCount++;
        taken.SetResult();
        return head;
    }

    private void OfferHead()
    {
        foreach ((ITargetBlock<TOutput> target, _) in _links.ToArray())
        {
            if (_taken is null)
            {
                return;
            }

            DataflowMessageStatus status = target.OfferMessage(new DataflowMessageHeader(_id), _head!, this, consumeToAccept: false);
            if (status == DataflowMessageStatus.Accepted && _taken is not null)
            {
                Take();
            }
            else if (status == DataflowMessageStatus.DecliningPermanently)
            {
                Remove(target);
            }
        }
    }

    private void Remove(ITargetBlock<TOutput> target) => _links.RemoveAll(link => link.Target == target);

    private void Propagate()
    {
        (ITargetBlock<TOutput> Target, bool Propagates)[] links;
        lock (_lock)
        {
            links = [.. _links];
            _links.Clear();
        }

        foreach ((ITargetBlock<TOutput> target, _) in links.Where(static link => link.Propagates))
        {
            if (Completion.IsFaulted)
            {
                target.Fault(Completion.Exception!);
            }
            else
            {
                target.Complete();
            }
        }
    }

    private sealed class Unlink(ConsumedOutlet<TInput, TOutput> outlet, ITargetBlock<TOutput> target) : IDisposable
    {
        public void Dispose()
        {
            lock (outlet._lock)
            {
                outlet.Remove(target);
            }
        }
    }
}
