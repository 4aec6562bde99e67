using System.Diagnostics.CodeAnalysis;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Completion;
using OrderedBlocks.Scheduling;

namespace OrderedBlocks.Output;

/// <content>The members of a source, as its targets and receivers call them. On any thread.</content>
internal sealed partial class LinkedOutput<TOutput>
{
    public IDisposable LinkTo(ITargetBlock<TOutput> target, DataflowLinkOptions linkOptions)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(linkOptions);
        var link = new Link<TOutput>(target, linkOptions);
        _lock.Enter();
        bool ended = HasEnded;
        if (!ended)
        {
            _links.Add(link, linkOptions.Append);
            _areTargetsGone.Set(false);
            _hasUnoffered.Set(true);

            // Synchronously, for whoever links to receive; further up this stack the offer that is under way goes on to it.
            if (_lock.IsOutermost && TryPeekPastReaders(out TOutput? output))
            {
                OfferHeadInContext(output);
            }
        }

        ExitFromOutside();
        if (ended)
        {
            PropagateAfterTheEnd(link);
            return Unlinker.None;
        }

        return new Unlinker(() => Unlink(link));
    }

    public TOutput? ConsumeMessage(DataflowMessageHeader messageHeader, ITargetBlock<TOutput> target, out bool messageConsumed)
    {
        ProtocolArguments.Check(messageHeader, target);
        _lock.Enter();
        TOutput? output = default;
        ITargetBlock<TOutput>? reservedFor = _reservedFor.Read();
        messageConsumed =
            IsHead(messageHeader) && (reservedFor is null || reservedFor == target) && _outputs.TryPeek(out output);
        if (messageConsumed)
        {
            _reservedFor.Write(null);
            RemoveHead(_links.Find(target));
        }

        ExitFromOutside();
        return output;
    }

    public bool ReserveMessage(DataflowMessageHeader messageHeader, ITargetBlock<TOutput> target)
    {
        ProtocolArguments.Check(messageHeader, target);
        _lock.Enter();
        bool reserved = IsHead(messageHeader) && _reservedFor.Read() is null && _outputs.TryPeek(out _);
        if (reserved)
        {
            _reservedFor.Write(target);
        }

        ExitFromOutside();
        return reserved;
    }

    public void ReleaseReservation(DataflowMessageHeader messageHeader, ITargetBlock<TOutput> target)
    {
        ProtocolArguments.Check(messageHeader, target);
        _lock.Enter();
        bool released = IsHead(messageHeader) && _reservedFor.Read() == target;
        if (released)
        {
            _reservedFor.Write(null);
            if (_lock.IsOutermost)
            {
                BeginRound();
            }

            // From inside an offer the round simply goes on: a target that reserves and gives back what it is offered would
            // otherwise be offered it for ever.
        }

        ExitFromOutside();
        if (!released)
        {
            throw new InvalidOperationException("The message is not reserved for this target.");
        }
    }

    public bool TryReceive(Predicate<TOutput>? filter, [MaybeNullWhen(false)] out TOutput item)
    {
        _lock.Enter();
        try
        {
            if (_reservedFor.Read() is null && _outputs.TryPeek(out item))
            {
                // The filter is user code under a re-entrant lock: it may have taken the head, or reserved it.
                long id = _headId;
                if (filter is null || (filter(item) && _headId == id && _reservedFor.Read() is null))
                {
                    RemoveHead();
                    return true;
                }
            }

            item = default;
            return false;
        }
        finally
        {
            ExitFromOutside();
        }
    }

    private bool IsHead(DataflowMessageHeader messageHeader) => messageHeader.Id == _headId;

    private void Unlink(Link<TOutput> link)
    {
        _lock.Enter();
        _links.Remove(link);
        ExitFromOutside();
    }

    private void PropagateAfterTheEnd(Link<TOutput> link)
    {
        if (!link.PropagateCompletion)
        {
            return;
        }

        if (LifeCycle.Completion.IsCompleted)
        {
            // The caller of LinkTo hears what the target throws.
            CompletionPropagation.Propagate(LifeCycle.Completion, LifeCycle.HasFailedInOrder, link.Target);
        }
        else
        {
            using (NoFlow.Begin())
            {
                LifeCycle.Completion.ContinueWith(
                    (completion, target) =>
                        CompletionPropagation.PropagateUnheard(completion, LifeCycle.HasFailedInOrder, (IDataflowBlock)target!),
                    link.Target,
                    CancellationToken.None,
                    TaskContinuationOptions.DenyChildAttach,
                    Scheduler.Continuations ?? TaskScheduler.Default);
            }
        }
    }
}
