using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace OrderedBlocks.Ring;

/// <content>Releasing: for whoever holds the output, unless a method says otherwise.</content>
internal sealed partial class OrderedRing<TInput, TOutput>
{
    /// <summary>What is to be done at the head. Any thread may look; only the holder of the output can rely on it.</summary>
    public HeadStatus LookAtHead()
    {
        Position head = Position.FromWord(_head.Read());
        ref Slot<TInput, TOutput> slot = ref FindSlot(head);
        return Unsafe.IsNullRef(ref slot) ? HeadStatus.Waiting : StatusOf(head, slot.State.Read());
    }

    /// <summary>Passes over what was skipped and shows the head's output, if it is there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPeek([MaybeNullWhen(false)] out TOutput output)
    {
        Position head = Position.FromWord(_head.ReadOwn());
        ref Slot<TInput, TOutput> slot = ref FindSlot(head);
        if (!Unsafe.IsNullRef(ref slot) && slot.State.Is(head, Phase.Completed))
        {
            output = slot.Output;
            return true;
        }

        return TryPeekBehindSkips(out output);
    }

    /// <summary>Removes the head, whose output was peeked at and taken. Its slot lets go of the output.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Pop()
    {
        _head.CountReleased(1);
        Remove();
    }

    /// <summary>Removes the head, whose output was peeked at, as one that nobody has taken.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Remove()
    {
        Position head = Position.FromWord(_head.ReadOwn());
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TOutput>())
        {
            SlotOf(head).Output = default!;
        }

        MoveHead(head.Next);
    }

    /// <summary>The input that was kept at the head, whose output was peeked at.</summary>
    /// <param name="position">The head.</param>
    public TInput PeekInput(out Position position)
    {
        position = Position.FromWord(_head.ReadOwn());
        return SlotOf(position).Input;
    }

    /// <summary>Lets go of the input that was kept at the head.</summary>
    public void ForgetInput() => SlotOf(Position.FromWord(_head.ReadOwn())).Input = default!;

    /// <summary>How many outputs could be taken one after the other. Amortised constant time.</summary>
    public int CountReady()
    {
        Position head = Position.FromWord(_head.ReadOwn());
        if (!head.IsBefore(_readyEnd))
        {
            _readyEnd = head;
            _readySkips = 0;
        }

        while (true)
        {
            ref Slot<TInput, TOutput> slot = ref FindSlot(_readyEnd);
            HeadStatus status = Unsafe.IsNullRef(ref slot) ? HeadStatus.Waiting : StatusOf(_readyEnd, slot.State.Read());
            if (status is HeadStatus.Waiting or HeadStatus.Truncated)
            {
                return (int)Math.Min(int.MaxValue, _readyEnd - head - _readySkips);
            }

            _readySkips += status == HeadStatus.Skipped ? 1 : 0;
            _readyEnd = _readyEnd.Next;
        }
    }

    /// <summary>
    /// Whether <see cref="TryDiscard"/> would get further: in its scan or, if that was done before the ring was closed, in
    /// throwing away. Any thread may look; only the holder of the output can rely on it.
    /// </summary>
    public bool CanDiscardMore()
    {
        Position final = Position.FromWord(_finalEnd.Read());
        Position head = Position.FromWord(_head.Read());
        final = final.IsBefore(head) ? head : final;
        long word = _tail.Read();
        if (final == Position.FromWord(word))
        {
            return (word & TailCursor.Closed) != 0 && final != head;
        }

        ref Slot<TInput, TOutput> slot = ref FindSlot(final);
        return !Unsafe.IsNullRef(ref slot) && IsFinal(final, slot.State.Read());
    }

    /// <summary>
    /// Throws all output away, once everything that was admitted to the closed ring is completed or skipped. Each position
    /// is looked at once, however often it is tried.
    /// </summary>
    /// <param name="discarded">How many outputs were lost.</param>
    /// <returns>Whether the ring is empty now.</returns>
    public bool TryDiscard(out long discarded)
    {
        discarded = 0;
        long word = _tail.Read();
        Position tail = Position.FromWord(word);
        Position head = Position.FromWord(_head.ReadOwn());
        Position final = Position.FromWord(_finalEnd.ReadOwn());
        final = final.IsBefore(head) ? head : final;
        while (final != tail)
        {
            ref Slot<TInput, TOutput> slot = ref FindSlot(final);
            if (Unsafe.IsNullRef(ref slot) || !IsFinal(final, slot.State.Read()))
            {
                break;
            }

            final = final.Next;
        }

        _finalEnd.Write(final.Word);
        if (final != tail || (word & TailCursor.Closed) == 0)
        {
            return false;
        }

        for (; head != tail; head = head.Next)
        {
            ref Slot<TInput, TOutput> slot = ref SlotOf(head);
            if (slot.State.Is(head, Phase.Completed))
            {
                Discarded?.Add(slot.Output);
                slot.Input = default!;
                discarded++;
            }
            else
            {
                _gaps.Skips.Add(-1);
            }

            // Of a skipped position, too: it may have a stream.
            slot.Output = default!;
            MoveHead(head.Next);
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryPeekBehindSkips([MaybeNullWhen(false)] out TOutput output)
    {
        while (true)
        {
            Position head = Position.FromWord(_head.ReadOwn());
            ref Slot<TInput, TOutput> slot = ref FindSlot(head);
            switch (Unsafe.IsNullRef(ref slot) ? HeadStatus.Waiting : StatusOf(head, slot.State.Read()))
            {
                case HeadStatus.Completed:
                    output = slot.Output;
                    return true;

                case HeadStatus.Skipped:
                    if (head.IsBefore(_readyEnd))
                    {
                        _readySkips--;
                    }

                    // Before the head moves: at no moment may the room seem larger than it is.
                    _gaps.Skips.Add(-1);
                    MoveHead(head.Next);
                    break;

                default:
                    output = default;
                    return false;
            }
        }
    }

    private static bool IsFinal(Position position, long state) =>
        state == SlotState.WordOf(position, Phase.Completed) || state == SlotState.WordOf(position, Phase.Skipped);

    private HeadStatus StatusOf(Position position, long state)
    {
        if (state == SlotState.WordOf(position, Phase.Completed))
        {
            return HeadStatus.Completed;
        }

        if (state != SlotState.WordOf(position, Phase.Skipped))
        {
            return HeadStatus.Waiting;
        }

        // After the state: see TruncateAt.
        return IsTruncated(position) ? HeadStatus.Truncated : HeadStatus.Skipped;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void MoveHead(Position head)
    {
        if (_hasAttachments)
        {
            ForgetAttachmentsBefore(head);
        }

        _head.Write(head.Word);
        _segments?.RetireBefore(head);
    }
}
