using System.Numerics;
using System.Runtime.CompilerServices;
using OrderedBlocks.Atomics;

namespace OrderedBlocks.Ring;

/// <summary>
/// The slots of a ring of medium capacity: pages of equal length, each of which comes with the first position that needs it and
/// stays. Finding a slot takes no lock; the coming of a page does.
/// </summary>
/// <remarks>
/// <para>A position always has the same page and the same slot in it, as in one array. So what an earlier lap left in a slot is
/// told apart by its state alone.</para>
/// <para>A page is there before its first position is taken. So the owner of a position always finds its slot. Another thread (a worker
/// with an outdated claim cursor) may find no page, or a slot that serves another position.</para>
/// <para><see cref="Trim"/> takes pages away while the ring is empty and its tail is frozen: no position is owned then, and none is
/// taken. A producer may have looked for its pages before the tail was frozen, and may take its position after that. It can have
/// looked no further than a range from the tail on, so these pages stay.</para>
/// </remarks>
internal sealed class SlotPages<TInput, TOutput>
{
    private const int PageMask = SlotCounts.Page - 1;

    private static readonly int s_shift = BitOperations.Log2(SlotCounts.Page);

    private readonly Lock _changes = new();

    // Entries: written under _changes, read by anybody.
    private readonly AtomicReference<Slot<TInput, TOutput>[]>[] _pages;
    private readonly AtomicReference<Attachment[]>[]? _companions;

    // Under _changes; read by anybody: how many pages there are.
    private AtomicInt64 _count;

    // Slots in all pages, less one.
    private readonly int _slotMask;

    /// <summary>Creates a directory without pages.</summary>
    /// <param name="slots">How many slots there may be: a power of two, from one page on.</param>
    /// <param name="hasAttachments">Whether each slot has a <see cref="Attachment"/> next to it.</param>
    public SlotPages(int slots, bool hasAttachments)
    {
        _slotMask = slots - 1;
        _pages = new AtomicReference<Slot<TInput, TOutput>[]>[slots >> s_shift];
        _companions = hasAttachments ? new AtomicReference<Attachment[]>[_pages.Length] : null;
    }

    /// <summary>How many pages there are. For tests; exact when nothing moves.</summary>
    internal int InstalledCount => (int)_count.Read();

    /// <summary>Whether there are more pages than an empty ring keeps. Any thread; a hint only.</summary>
    public bool IsOversized => _count.Read() > 1 + (SlotCounts.LongestRange / SlotCounts.Page);

    /// <summary>The slot of a position, or a null reference where there is no page.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref Slot<TInput, TOutput> Find(Position position)
    {
        int index = position.SlotIndex(_slotMask);
        Slot<TInput, TOutput>[]? page = _pages[index >> s_shift].Read();
        if (page is null)
        {
            return ref Unsafe.NullRef<Slot<TInput, TOutput>>();
        }

        return ref page[index & PageMask];
    }

    /// <summary>The attachment of a position that the caller owns, if there are any.</summary>
    public ref Attachment FindAttachment(Position position)
    {
        int index = position.SlotIndex(_slotMask);
        return ref _companions![index >> s_shift].Read()![index & PageMask];
    }

    /// <summary>
    /// Sees to it that so many positions, which are about to be taken, have slots. All that can fail here (memory) fails before a
    /// position is taken, so it leaves no hole.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Ensure(Position first, int count)
    {
        int index = first.SlotIndex(_slotMask);
        if ((index & PageMask) + count > SlotCounts.Page || _pages[index >> s_shift].Read() is null)
        {
            Install(index >> s_shift, (index + count - 1) >> s_shift);
        }
    }

    /// <summary>
    /// Takes away the pages that no producer can have found for the positions from <paramref name="tail"/> on. The ring is empty, and
    /// its tail is frozen.
    /// </summary>
    public void Trim(Position tail)
    {
        int index = tail.SlotIndex(_slotMask);
        int first = index >> s_shift;
        int kept = ((index + SlotCounts.LongestRange - 1) >> s_shift) - first + 1;
        using (Uninterrupted.Enter(_changes))
        {
            for (int page = 0; page < _pages.Length; page++)
            {
                if (((page - first) & (_pages.Length - 1)) >= kept)
                {
                    if (_pages[page].Read() is not null)
                    {
                        _count.Write(_count.ReadOwn() - 1);
                    }

                    _pages[page].Write(null);
                    _companions?[page].Write(null);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Install(int first, int last)
    {
        for (int page = first; page <= last; page++)
        {
            ref AtomicReference<Slot<TInput, TOutput>[]> entry = ref _pages[page & (_pages.Length - 1)];
            if (entry.Read() is not null)
            {
                continue;
            }

            using (Uninterrupted.Enter(_changes))
            {
                if (entry.Read() is null)
                {
                    // The attachments first: the owner of a position that has a slot finds them.
                    _companions?[page & (_pages.Length - 1)].Write(new Attachment[SlotCounts.Page]);
                    entry.Write(new Slot<TInput, TOutput>[SlotCounts.Page]);
                    _count.Write(_count.ReadOwn() + 1);
                }
            }
        }
    }
}
