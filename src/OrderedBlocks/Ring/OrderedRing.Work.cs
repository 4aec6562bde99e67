using System.Runtime.CompilerServices;

namespace OrderedBlocks.Ring;

/// <content>Claiming and completing: for workers.</content>
internal sealed partial class OrderedRing<TInput, TOutput>
{
    /// <summary>Claims positions that have something in them. One locked instruction when nobody interferes.</summary>
    /// <param name="max">How many at the most, from 1.</param>
    /// <param name="first">The first of them; the others follow it.</param>
    /// <param name="counts">Who claims is one of these, and claims nothing if there are too many; null for somebody else.</param>
    /// <returns>How many.</returns>
    public int TryClaim(int max, out Position first, WorkerCounts? counts = null)
    {
        long claim = _claim.Read();
        while (true)
        {
            first = Position.FromWord(claim);
            int count = CountClaimable(first, max);
            if (count > 0 && counts is { ExceedsLimit: true })
            {
                // LoweredLimit: who has seen the state of what came after the limit was lowered sees the limit here, and claims nothing
                // but what it has seen the states of. Before the claim, not after it: what is claimed is started by who has
                // claimed it. If it were left to others, one of them could have claimed, and started, a later one by then.
                return 0;
            }

            long seen = count > 0 ? _claim.CompareExchange((first + count).Word, claim) : _claim.Read();
            if (seen == claim)
            {
                return count;
            }

            // Others have claimed this one.
            claim = seen;
        }
    }

    /// <inheritdoc cref="TryClaim(int, out Position, WorkerCounts)"/>
    /// <summary>Claims one position, if there is something in it.</summary>
    /// <returns>Whether there is.</returns>
    public bool TryClaim(out Position position) => TryClaim(1, out position) == 1;

    /// <summary>
    /// Whether there is something to claim. A worker that means to leave counts itself out by a locked instruction before
    /// it looks (WorkerWakeUp).
    /// </summary>
    public WorkStatus LookForWork()
    {
        while (true)
        {
            long claim = _claim.Read();
            Position position = Position.FromWord(claim);
            ref Slot<TInput, TOutput> slot = ref FindSlot(position);
            long state = Unsafe.IsNullRef(ref slot) ? 0 : slot.State.Read();
            WorkStatus status;
            if (IsClaimable(position, state))
            {
                status = WorkStatus.Ready;
            }
            else if (state == SlotState.WordOf(position, Phase.Reserved) || position == Position.FromWord(_tail.Read()))
            {
                status = WorkStatus.None;
            }
            else
            {
                status = WorkStatus.Imminent;
            }

            if (_claim.Read() == claim)
            {
                return status;
            }
        }
    }

    /// <summary>Takes the input out of a claimed position, if there is one; the slot lets go of it.</summary>
    /// <returns>Whether there is one; if not, the position is void, and <see cref="SkipCanceledReservation"/> is all there is to do.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTakeInput(Position position, out TInput input)
    {
        ref Slot<TInput, TOutput> slot = ref SlotOf(position);
        input = slot.Input;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TInput>())
        {
            slot.Input = default!;
        }

        // The claim has seen the state, which only this thread may change from then on.
        return slot.State.Is(position, Phase.Admitted);
    }

    /// <summary>Looks at the input of a claimed position, if there is one, and leaves it there.</summary>
    /// <returns>Whether there is one; if not, the position is void.</returns>
    public bool TryPeekInput(Position position, out TInput input)
    {
        ref Slot<TInput, TOutput> slot = ref SlotOf(position);
        input = slot.Input;
        return slot.State.Is(position, Phase.Admitted);
    }

    /// <summary>Puts the output into a claimed position.</summary>
    /// <returns>Whether the position is the head: then the caller must try to release (HeadRelease).</returns>
    public bool Complete(Position position, TOutput output)
    {
        ref Slot<TInput, TOutput> slot = ref SlotOf(position);
        slot.Output = output;
        slot.State.PublishWithFullFence(position, Phase.Completed);
        return _head.Read() == position.Word;
    }

    /// <summary>
    /// Puts the output into a claimed position, without a fence. The caller must make one after the last of several, and then
    /// look at the head (HeadRelease).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CompleteQuietly(Position position, TOutput output)
    {
        ref Slot<TInput, TOutput> slot = ref SlotOf(position);
        slot.Output = output;
        slot.State.Publish(position, Phase.Completed);
    }

    /// <summary>Ends a claimed position without an output, and gives its place back at once.</summary>
    /// <returns>Whether the position is the head: then the caller must try to release (HeadRelease).</returns>
    public bool Skip(Position position)
    {
        _gaps.Skips.Add(1);
        return PublishSkipped(position);
    }

    /// <summary>Ends a claimed position that was <see cref="CancelReservation"/>: its place was given back before.</summary>
    /// <returns>Whether the position is the head: then the caller must try to release (HeadRelease).</returns>
    public bool SkipCanceledReservation(Position position)
    {
        _gaps.CanceledReservations.Add(-1);
        return PublishSkipped(position);
    }

    /// <summary>
    /// From <paramref name="position"/> on nothing comes out any more. To be called before the position is skipped: the
    /// releaser can get beyond it only by way of that state, and looks at the cut after reading it.
    /// </summary>
    public void TruncateAt(Position position)
    {
        long truncatedAt = _gaps.TruncatedAt.Read();
        while (truncatedAt == Gaps.NotTruncated || position.IsBefore(Position.FromWord(truncatedAt)))
        {
            long seen = _gaps.TruncatedAt.CompareExchange(position.Word, truncatedAt);
            if (seen == truncatedAt)
            {
                return;
            }

            truncatedAt = seen;
        }
    }

    /// <summary>Whether nothing comes out for this position, because the output was cut at it or before it.</summary>
    public bool IsTruncated(Position position)
    {
        long truncatedAt = _gaps.TruncatedAt.Read();
        return truncatedAt != Gaps.NotTruncated && !position.IsBefore(Position.FromWord(truncatedAt));
    }

    /// <summary>
    /// Puts the input back into a claimed position that is not completed yet, to be seen by <see cref="PeekInput"/>.
    /// </summary>
    public void KeepInput(Position position, TInput input) => SlotOf(position).Input = input;

    /// <summary>The number of a position: those of a ring are counted from 0, the ones that turn out void included.</summary>
    public long NumberOf(Position position) => position - _first;

    // No further than states go: a position that is taken and not published may take long.
    private int CountClaimable(Position first, int max)
    {
        int count = 0;
        while (count < max)
        {
            Position position = first + count;
            ref Slot<TInput, TOutput> slot = ref FindSlot(position);
            if (Unsafe.IsNullRef(ref slot) || !IsClaimable(position, slot.State.Read()))
            {
                break;
            }

            count++;
        }

        return count;
    }

    private static bool IsClaimable(Position position, long state) =>
        state == SlotState.WordOf(position, Phase.Admitted) || state == SlotState.WordOf(position, Phase.Canceled);

    private bool PublishSkipped(Position position)
    {
        if (_hasAttachments)
        {
            // At once: the head may be long in coming.
            AttachmentOf(position).Value = null;
        }

        SlotOf(position).State.PublishWithFullFence(position, Phase.Skipped);
        return _head.Read() == position.Word;
    }
}
