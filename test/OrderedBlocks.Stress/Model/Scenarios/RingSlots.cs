using System.Reflection;
using OrderedBlocks.Core;

namespace OrderedBlocks.Scenarios;

/// <summary>The slots of a ring that has an array of them.</summary>
internal static class RingSlots
{
    private static readonly FieldInfo s_slots =
        typeof(OrderedRing<int, int>).GetField("_slots", BindingFlags.Instance | BindingFlags.NonPublic)!;

    private static readonly FieldInfo s_companions =
        typeof(OrderedRing<int, int>).GetField("_companions", BindingFlags.Instance | BindingFlags.NonPublic)!;

    /// <summary>
    /// Gives all slots, and what stands next to them, their cells while the scenario is set. Created by the threads they would be told apart by who came first,
    /// and by what he had seen till then: so much more states.
    /// </summary>
    /// <param name="ring">The ring.</param>
    /// <param name="count">How many of the slots, if not all are used.</param>
    public static void Touch(OrderedRing<int, int> ring, int? count = null)
    {
        Span<Slot<int, int>> slots = (Slot<int, int>[]?)s_slots.GetValue(ring);
        foreach (ref Slot<int, int> slot in slots[..(count ?? slots.Length)])
        {
            slot.Touch();
        }

        foreach (ref Companion companion in ((Companion[]?)s_companions.GetValue(ring)).AsSpan())
        {
            companion.Touch();
        }
    }
}
