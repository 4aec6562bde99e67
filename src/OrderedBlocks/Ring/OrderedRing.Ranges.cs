namespace OrderedBlocks.Ring;

/// <content>Admission of several items at once: for any thread.</content>
internal sealed partial class OrderedRing<TInput, TOutput>
{
    /// <summary>
    /// Admits items from the front of those given: as many as there is room for, up to 128. One locked instruction for all of
    /// them when nobody interferes; nobody's items come between them.
    /// </summary>
    /// <param name="items">The items.</param>
    /// <param name="attachment">What travels with each of them; null in a ring without attachments.</param>
    /// <returns>How many; 0 when the ring is full, gated or closed.</returns>
    public int TryAdmitRange(ReadOnlySpan<TInput> items, object? attachment = null)
    {
        int count = TryTakeRange(Math.Min(items.Length, SlotCounts.LongestRange), out Position position);
        foreach (ref readonly TInput item in items[..count])
        {
            ref Slot<TInput, TOutput> slot = ref SlotOf(position);
            slot.Input = item;
            if (attachment is not null)
            {
                AttachmentOf(position).Value = attachment;
            }

            // Release is enough, as in TryAdmit; and at once: until then the position is imminent to workers.
            slot.State.Publish(position, Phase.Admitted);
            position = position.Next;
        }

        return count;
    }

    /// <summary>How many items, of so many, <see cref="TryAdmitRange"/> would find room for. Any thread; a hint only.</summary>
    public int CountAdmissible(int max)
    {
        long word = _tail.Read();
        return (word & (TailCursor.Closed | TailCursor.Gated)) != 0 ? 0 : CountRoom(Position.FromWord(word), max);
    }

    private int TryTakeRange(int max, out Position first)
    {
        while (true)
        {
            long word = _tail.Read();
            if ((word & TailCursor.Frozen) != 0)
            {
                word = AwaitThaw();
            }

            first = Position.FromWord(word);
            int count = (word & (TailCursor.Closed | TailCursor.Gated)) != 0 ? 0 : CountRoom(first, max);
            if (count == 0)
            {
                return 0;
            }

            Ensure(first, count);
            if (_tail.TryTakeRange(word, count) == word)
            {
                return count;
            }
        }
    }

    private int CountRoom(Position position, int max)
    {
        Position limit = _tail.KnownLimit;
        if (limit - position < max)
        {
            limit = ReadLimit();
            _tail.KnownLimit = limit;
        }

        return (int)Math.Clamp(limit - position, 0, max);
    }
}
