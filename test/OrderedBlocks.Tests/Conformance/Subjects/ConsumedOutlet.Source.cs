using System.Diagnostics.CodeAnalysis;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance.Subjects;

/// <content>The way out: links and receivers.</content>
public sealed partial class ConsumedOutlet<TInput, TOutput>
{
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
        FindHead();
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
