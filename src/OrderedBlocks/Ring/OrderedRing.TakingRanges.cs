using System.Runtime.CompilerServices;

namespace OrderedBlocks.Ring;

/// <content>Releasing several outputs at once: for whoever holds the output.</content>
internal sealed partial class OrderedRing<TInput, TOutput>
{
    /// <summary>Whether the output behind the head is there as well. The head must have been peeked at.</summary>
    public bool HasRange
    {
        get
        {
            Position second = Position.FromWord(_head.ReadOwn()).Next;
            ref Slot<TInput, TOutput> slot = ref FindSlot(second);
            return !Unsafe.IsNullRef(ref slot) && slot.State.Is(second, Phase.Completed);
        }
    }

    /// <summary>
    /// Shows the outputs that follow one another from the head on, up to the first position without one. The head must have been
    /// peeked at.
    /// </summary>
    /// <returns>How many.</returns>
    public int PeekRange(Span<TOutput> outputs)
    {
        Position position = Position.FromWord(_head.ReadOwn());
        int count = 0;
        while (count < outputs.Length)
        {
            ref Slot<TInput, TOutput> slot = ref FindSlot(position);
            if (Unsafe.IsNullRef(ref slot) || !slot.State.Is(position, Phase.Completed))
            {
                break;
            }

            outputs[count++] = slot.Output;
            position = position.Next;
        }

        return count;
    }

    /// <summary>
    /// Removes so many outputs, which were peeked at and taken. The head moves once, or once a section; the slots let go of the
    /// outputs before.
    /// </summary>
    public void PopRange(int count)
    {
        Position head = Position.FromWord(_head.ReadOwn());
        Position end = head + count;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TOutput>())
        {
            for (Position position = head; position != end; position = position.Next)
            {
                SlotOf(position).Output = default!;
            }
        }

        _head.CountReleased(count);
        while (head != end)
        {
            // A segment is retired when the head comes to its end, which is the end of a section.
            long step = end - head;
            head += _segments is null ? step : Math.Min(step, SlotSegments<TInput, TOutput>.PositionsLeft(head));
            MoveHead(head);
        }
    }

    /// <summary>Takes outputs, in order, as many as there are and as there is room for.</summary>
    /// <returns>How many.</returns>
    public int Take(Span<TOutput> outputs)
    {
        int taken = 0;
        while (taken < outputs.Length && TryPeek(out _))
        {
            int count = PeekRange(outputs[taken..]);
            PopRange(count);
            taken += count;
        }

        return taken;
    }
}
