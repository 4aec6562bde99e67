using System.Runtime.CompilerServices;

namespace OrderedBlocks.Core;

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

    /// <summary>How many positions were taken before this one.</summary>
    public long NumberOf(Position position) => position - _first;

    // Before the stamp that hands the position on, or the head's move that frees it: nothing is kept of what has left.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ForgetCompanion(Position position)
    {
        if (_hasCompanions)
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

        return ref _segments!.FindCompanion(position);
    }
}
