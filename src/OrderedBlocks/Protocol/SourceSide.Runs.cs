using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace OrderedBlocks.Protocol;

/// <content>Outputs that leave several at a time: to a receiver.</content>
internal sealed partial class SourceSide<TInput, TOutput>
{
    public int TryReceiveBatch(Span<TOutput> items)
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
            if (_reservedFor.Read() is null && _ring.CountReady() is > 0 and int count)
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
        int count = _reservedFor.Read() is null ? _ring.Take(items) : 0;
        if (count > 0)
        {
            OnRemoved(count);
        }

        return count;
    }
}
