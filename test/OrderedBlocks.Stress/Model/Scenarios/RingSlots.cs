using System.Reflection;
using OrderedBlocks.Ring;

namespace OrderedBlocks.Scenarios;

/// <summary>The slots of a ring that has an array of them.</summary>
internal static class RingSlots
{
    /// <summary>
    /// Gives all slots, and what stands next to them, their cells while the scenario is set. Created by the threads they would be told
    /// apart by who came first, and by what he had seen till then: so much more states.
    /// </summary>
    /// <param name="ring">The ring.</param>
    /// <param name="count">How many of the slots, if not all are used.</param>
    public static void Touch<TInput, TOutput>(OrderedRing<TInput, TOutput> ring, int? count = null)
    {
        Span<Slot<TInput, TOutput>> slots = Find<Slot<TInput, TOutput>>(ring, "_slots");
        foreach (ref Slot<TInput, TOutput> slot in slots[..(count ?? slots.Length)])
        {
            slot.Touch();
        }

        foreach (ref Attachment attachment in Find<Attachment>(ring, "_companions"))
        {
            attachment.Touch();
        }
    }

    private static Span<T> Find<T>(object ring, string field) =>
        (T[]?)ring.GetType().GetField(field, BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(ring);
}
