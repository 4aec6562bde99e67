using System.Runtime.CompilerServices;

namespace OrderedBlocks.Ring;

/// <content>What travels with the items, in a ring that is asked for it: see <see cref="Companion"/>.</content>
internal sealed partial class OrderedRing<TInput, TOutput>
{
    private readonly bool _hasCompanions;

    // By slot. In a ring with segments they have them.
    private readonly Companion[]? _companions;

    /// <summary>Whether items may have something that travels with them.</summary>
    public bool HasCompanions => _hasCompanions;

    /// <summary>What travels with the head, whose output was peeked at. For whoever holds the output.</summary>
    public object? HeadCompanion => _hasCompanions ? CompanionOf(Position.FromWord(_head.ReadOwn())).Value : null;

    /// <summary>What travels with the item of a claimed position. For the worker.</summary>
    public object? CompanionAt(Position position) => CompanionOf(position).Value;

    /// <summary>As <see cref="TryAdmit(TInput)"/>, in a ring with companions.</summary>
    /// <param name="item">The item.</param>
    /// <param name="companion">What travels with it, if anything does.</param>
    public AdmissionStatus TryAdmit(TInput item, object? companion)
    {
        AdmissionStatus status = TryTake(TailCursor.Gated, out Position position);
        if (status == AdmissionStatus.Admitted)
        {
            ref Slot<TInput, TOutput> slot = ref SlotOf(position);
            slot.Input = item;
            CompanionOf(position).Value = companion;

            // Release is enough, as without a companion.
            slot.Stamp.Write(position, Phase.Admitted);
        }

        return status;
    }

    // Those from the head on, before it moves and frees the slots: nothing is kept of what has left.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ForgetCompanionsBefore(Position end)
    {
        for (Position position = Position.FromWord(_head.ReadOwn()); position != end; position = position.Next)
        {
            CompanionOf(position).Value = null;
        }
    }

    private ref Companion CompanionOf(Position position)
    {
        Companion[]? companions = _companions;
        if (companions is not null)
        {
            return ref companions[position.SlotIndex(_slotMask)];
        }

        return ref _pages is { } pages ? ref pages.FindCompanion(position) : ref _segments!.FindCompanion(position);
    }
}
