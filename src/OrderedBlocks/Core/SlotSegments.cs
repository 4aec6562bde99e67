using System.Numerics;
using System.Runtime.CompilerServices;

namespace OrderedBlocks.Core;

/// <summary>
/// The slots of a ring of large capacity or none: segments of equal length that come and go with the positions, found through
/// a directory. Finding a slot takes no lock; installing and retiring a segment does.
/// </summary>
/// <remarks>
/// <para>A position belongs to the segment with the number "position / length", which stands in the directory at
/// "number modulo the directory's length". A segment carries its number; an entry whose number differs is not the one looked
/// for. The directory is only ever replaced by a longer copy.</para>
/// <para>A segment is installed before its first position is taken and retired after its last one was released, so whoever
/// owns a position always finds its slot. Whoever does not (a worker with an outdated claim cursor) finds nothing, or a slot
/// that by now serves another position, which its stamp gives away.</para>
/// </remarks>
internal sealed class SlotSegments<TInput, TOutput>
{
    /// <summary>Slots in a segment. A power of two.</summary>
    public const int SegmentLength = SlotCounts.Segment;

    private const int SmallestDirectory = 4;

    // A burst's segments go back to the collector; a steady flow gets by with these.
    private const int MostSpares = 32;

    // Until the first segment comes.
    private static readonly Reference<Segment>[] s_noDirectory = new Reference<Segment>[1];

    private static readonly int s_shift = Position.TagBits + BitOperations.Log2(SegmentLength);

    private readonly bool _hasCompanions;
    private readonly Lock _changes = new();
    private Stack<Segment>? _spares;

    // Entries and the array itself: written under _changes, read by anybody.
    private Reference<Reference<Segment>[]> _directory = new(s_noDirectory);

    // No position before this one will be asked for again. Under _changes.
    private Position _oldest;

    /// <summary>Creates a directory without segments.</summary>
    /// <param name="first">The first position that will be asked for.</param>
    /// <param name="hasCompanions">Whether each slot has a <see cref="Companion"/> next to it.</param>
    public SlotSegments(Position first, bool hasCompanions)
    {
        _oldest = first;
        _hasCompanions = hasCompanions;
    }

    /// <summary>How many segments are installed. For tests; exact when nothing moves.</summary>
    internal int InstalledCount
    {
        get
        {
            using (Uninterrupted.Enter(_changes))
            {
                int count = 0;
                foreach (Reference<Segment> entry in _directory.Read()!)
                {
                    count += entry.Read() is null ? 0 : 1;
                }

                return count;
            }
        }
    }

    /// <summary>Whether there are segments that wait to be used again. Takes no lock; a hint only.</summary>
    public bool HasSpares => _spares is { Count: > 0 };

    /// <summary>Lets go of the segments that wait to be used again.</summary>
    public void DropSpares()
    {
        using (Uninterrupted.Enter(_changes))
        {
            _spares = null;
        }
    }

    /// <summary>The slot of a position, or a null reference where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref Slot<TInput, TOutput> Find(Position position)
    {
        long number = NumberOf(position);
        Reference<Segment>[] directory = _directory.Read()!;
        Segment? segment = directory[(int)number & (directory.Length - 1)].Read();
        if (segment is null || segment.Number != number)
        {
            return ref Unsafe.NullRef<Slot<TInput, TOutput>>();
        }

        return ref segment.Slots[position.SlotIndex(SegmentLength - 1)];
    }

    /// <summary>The companion of a position that the caller owns, if there are any.</summary>
    public ref Companion FindCompanion(Position position)
    {
        Reference<Segment>[] directory = _directory.Read()!;
        Segment segment = directory[(int)NumberOf(position) & (directory.Length - 1)].Read()!;
        return ref segment.Companions![position.SlotIndex(SegmentLength - 1)];
    }

    /// <summary>
    /// Sees to it that <paramref name="position"/>, which is about to be taken, has a slot. All that can fail here (memory)
    /// fails before the position is taken, so it leaves no hole.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Ensure(Position position)
    {
        if (Unsafe.IsNullRef(ref Find(position)))
        {
            Install(position);
        }
    }

    /// <summary>As <see cref="Ensure(Position)"/>, for so many positions: all of them have slots before the first is taken.</summary>
    public void Ensure(Position first, int count)
    {
        Position end = first + count;
        for (Position position = first; position.IsBefore(end); position += PositionsLeft(position))
        {
            Ensure(position);
        }
    }

    /// <summary>How many positions there are from this one on, itself included, to the end of its segment.</summary>
    public static int PositionsLeft(Position position) => SegmentLength - position.SlotIndex(SegmentLength - 1);

    /// <summary>To be called by the releaser when the head has reached <paramref name="position"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RetireBefore(Position position)
    {
        if (position.SlotIndex(SegmentLength - 1) == 0)
        {
            Retire(position);
        }
    }

    private static long NumberOf(Position position) => position.Word >> s_shift;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Install(Position position)
    {
        long number = NumberOf(position);
        using (Uninterrupted.Enter(_changes))
        {
            if (position.IsBefore(_oldest))
            {
                // The caller's tail is outdated, and its attempt to take the position will fail.
                return;
            }

            if (_directory.Read() == s_noDirectory)
            {
                _directory.Write(new Reference<Segment>[SmallestDirectory]);
            }

            ref Reference<Segment> entry = ref EntryOf(number);
            while (entry.Read() is { } other && other.Number != number)
            {
                Grow();
                entry = ref EntryOf(number);
            }

            if (entry.Read() is null)
            {
                Segment segment = _spares?.TryPop(out Segment? spare) == true ? spare : new Segment(_hasCompanions);
                segment.Number = number;
                entry.Write(segment);
            }
        }
    }

    private void Grow()
    {
        Reference<Segment>[] directory = _directory.Read()!;
        var longer = new Reference<Segment>[directory.Length * 2];
        foreach (ref Reference<Segment> entry in directory.AsSpan())
        {
            if (entry.Read() is { } segment)
            {
                longer[(int)segment.Number & (longer.Length - 1)] = new Reference<Segment>(segment);
            }
        }

        _directory.Write(longer);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Retire(Position head)
    {
        long number = NumberOf(head + -1);
        using (Uninterrupted.Enter(_changes))
        {
            _oldest = head;
            ref Reference<Segment> entry = ref EntryOf(number);
            if (entry.Read() is { } segment && segment.Number == number)
            {
                _spares ??= new Stack<Segment>();
                if (_spares.Count < MostSpares)
                {
                    _spares.Push(segment);
                }

                entry.Write(null);
            }
        }
    }

    // Under _changes.
    private ref Reference<Segment> EntryOf(long number)
    {
        Reference<Segment>[] directory = _directory.Read()!;
        return ref directory[(int)number & (directory.Length - 1)];
    }

    private sealed class Segment(bool hasCompanions)
    {
        private Word _number;

        public Slot<TInput, TOutput>[] Slots { get; } = new Slot<TInput, TOutput>[SegmentLength];

        public Companion[]? Companions { get; } = hasCompanions ? new Companion[SegmentLength] : null;

        // Changes only while the segment is in no current directory; an outdated directory may still lead here.
        public long Number
        {
            get => _number.Read();
            set => _number.Write(value);
        }
    }
}
