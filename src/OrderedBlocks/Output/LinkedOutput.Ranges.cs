using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OrderedBlocks.Output;

/// <content>Outputs that leave several at a time: to a receiver, or to a target of this library.</content>
internal sealed partial class LinkedOutput<TOutput>
{
    private const int MaxRange = 64;

    // Under the output lock: a run on its way. Created with the first one.
    private TOutput[]? _onTheWay;

    public int TryReceiveRange(Span<TOutput> items)
    {
        if (items.IsEmpty)
        {
            return 0;
        }

        _lock.Enter();
        try
        {
            return Take(items);
        }
        finally
        {
            ExitFromOutside();
        }
    }

    public bool TryReceiveAll([NotNullWhen(true)] out IList<TOutput>? items)
    {
        _lock.Enter();
        try
        {
            items = null;
            if (_reservedFor.Read() is null && _outputs.CountReady() is > 0 and int count)
            {
                var taken = new List<TOutput>(count);
                CollectionsMarshal.SetCount(taken, count);

                // Nobody else moves the head, and what is ready stays ready.
                Take(CollectionsMarshal.AsSpan(taken));
                items = taken;
            }

            return items is not null;
        }
        finally
        {
            ExitFromOutside();
        }
    }

    // Under the output lock.
    private int Take(Span<TOutput> items)
    {
        int count = _reservedFor.Read() is null ? _outputs.Take(items) : 0;
        if (count > 0)
        {
            OnRemoved(count);
        }

        return count;
    }

    // The head and outputs behind it to the first link, if that leads to a block that takes several at once. What comes of it is
    // what comes of offering them to it one by one: nobody else is asked about an output that the first link accepts, and where
    // the target would not accept the next one, the run ends, and that one is offered. Returns how many have left.
    private int HandOverRange(int max)
    {
        Link<TOutput>[] links = _links.Snapshot;
        if (links.Length == 0 || links[0] is not { RangeTarget: { } target } link || link.OfferedRound == _round || !_outputs.HasRange)
        {
            return 0;
        }

        max = Math.Min(max, link.Remaining > 0 ? Math.Min(link.Remaining, MaxRange) : MaxRange);
        max = target.CountAdmissible(max);
        if (max < 2)
        {
            return 0;
        }

        Span<TOutput> run = (_onTheWay ??= new TOutput[MaxRange]).AsSpan(0, max);
        run = run[.._outputs.PeekRange(run)];
        int taken = 0;
        try
        {
            taken = target.TryAdmit(run);
            if (taken > 0)
            {
                _outputs.PopRange(taken);
                OnRemoved(taken, link);
                target.OnAdmitted();
            }
        }
        catch (Exception error)
        {
            // As in OfferHead; there is memory to run out of, and nothing else.
            _offerError ??= error;
            _hasUnoffered.Set(false);
        }

        if (RuntimeHelpers.IsReferenceOrContainsReferences<TOutput>())
        {
            run.Clear();
        }

        return taken;
    }
}
