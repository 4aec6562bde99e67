using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using OrderedBlocks.Atomics;

namespace OrderedBlocks.Ring;

/// <summary>
/// The slots of a ring of large capacity or none: segments that come and go with the positions, found through a directory.
/// Finding a slot takes no lock; installing and retiring a segment does.
/// </summary>
/// <remarks>
/// <para>The positions are divided into sections of equal length. A section stands in the directory at "its number modulo the
/// directory's length". Its entry leads to the segment that has its slots. A segment carries its first position. An entry whose
/// segment does not reach to the position is not the one looked for. The directory is only ever replaced by a longer copy.</para>
/// <para>The first segment has the slots of one section. As long as segments are soon full, each one is twice as long as the one
/// before it. The reason: at each new segment, producer, worker and releaser take the cache lines of the directory and of the
/// segment from each other. A segment that has filled slowly is followed by a short one, so a trickle of items needs little
/// memory.</para>
/// <para>A segment is installed before its first position is taken and retired after its last one was released, so whoever
/// owns a position always finds its slot. Whoever does not (a worker with an outdated claim cursor) finds nothing, or a slot
/// that by now serves another position, which its state gives away.</para>
/// </remarks>
internal sealed class SlotSegments<TInput, TOutput>
{
    private const int SmallestDirectory = 4;

    // Of large items, a segment has fewer, but no less than a section.
    private const int MaxBytes = 16 * 1024;

    // Slots in a section, which is the shortest segment. A power of two.
    private const int SectionLength = SlotCounts.Segment;

    // In milliseconds, for each section of a segment: 8,000 items a second. As long as a tick of the coarsest clock.
    private const long Soon = 4;

    // Until the first segment comes.
    private static readonly AtomicReference<Segment>[] s_noDirectory = new AtomicReference<Segment>[1];

    private static readonly int s_shift = Position.TagBits + BitOperations.Log2(SectionLength);

    // Slots in the longest segment. A power of two.
    private static readonly int s_longest = 1 << BitOperations.Log2((uint)Math.Clamp(
        MaxBytes / Unsafe.SizeOf<Slot<TInput, TOutput>>(), SectionLength, SlotCounts.LongestSegment));

    private readonly bool _hasAttachments;
    private readonly Lock _changes = new();

    // Entries and the array itself: written under _changes, read by anybody.
    private AtomicReference<AtomicReference<Segment>[]> _directory = new(s_noDirectory);

    // No position before this one will be asked for again. Under _changes.
    private Position _oldest;

    // The length of the last segment that was installed, and when that was. Under _changes; the length is read by anybody as a
    // hint.
    private int _length = SectionLength;
    private long _lastInstall = long.MinValue / 2;

    // Retired segments of that length, to be installed again. Under _changes; whether there are any is read by anybody as a hint.
    // A burst's go to the collector; a steady flow gets by with these.
    private Stack<Segment>? _spares;

    /// <summary>Creates a directory without segments.</summary>
    /// <param name="first">The first position that will be asked for.</param>
    /// <param name="hasAttachments">Whether each slot has a <see cref="Attachment"/> next to it.</param>
    public SlotSegments(Position first, bool hasAttachments)
    {
        _oldest = first;
        _hasAttachments = hasAttachments;
    }

    /// <summary>The lengths of the segments that are installed, the oldest first. For tests; exact when nothing moves.</summary>
    internal IReadOnlyList<int> InstalledLengths
    {
        get
        {
            using (Uninterrupted.Enter(_changes))
            {
                // All that the directory leads to, even if nobody would look for it there.
                List<int> lengths = [];
                Segment? last = null;
                for (int section = 0; section < _directory.Read()!.Length; section++)
                {
                    if (EntryOf(NumberOf(_oldest) + section).Read() is { } segment && segment != last)
                    {
                        lengths.Add(segment.Slots.Length);
                        last = segment;
                    }
                }

                return lengths;
            }
        }
    }

    /// <summary>Whether there is something to trim. Takes no lock; a hint only.</summary>
    public bool IsOversized => _length > SectionLength || _spares is { Count: > 0 };

    /// <summary>Lets go of the segments that wait to be used again.</summary>
    public void DropSpares()
    {
        using (Uninterrupted.Enter(_changes))
        {
            _spares = null;
        }
    }

    /// <summary>Replaces what is installed by short segments. The ring is empty, and its tail is frozen.</summary>
    /// <remarks>
    /// A producer may have looked for its slots before the tail was frozen, and may take its position after that. It can have
    /// looked no further than a range from the tail on. So positions that far have slots still if they had some before.
    /// </remarks>
    /// <exception cref="OutOfMemoryException">Everything is as it was.</exception>
    public void Trim(Position tail)
    {
        using (Uninterrupted.Enter(_changes))
        {
            // What needs memory comes first: if there is none, everything stays as it was.
            List<Segment> installed = Installed();
            List<Segment> kept = [];
            Position end = tail + SlotCounts.LongestRange;
            for (Position first = FirstOf(NumberOf(tail)); first.IsBefore(end); first += SectionLength)
            {
                if (!Unsafe.IsNullRef(ref Find(first)))
                {
                    kept.Add(new Segment(SectionLength, _hasAttachments) { First = first });
                }
            }

            _length = SectionLength;
            _oldest = tail;
            foreach (Segment segment in installed)
            {
                Remove(segment);
            }

            foreach (Segment segment in kept)
            {
                Enter(segment, segment, _directory.Read()!);
            }
        }
    }

    /// <summary>The slot of a position, or a null reference where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref Slot<TInput, TOutput> Find(Position position)
    {
        if (EntryOf(NumberOf(position)).Read() is { } segment)
        {
            Slot<TInput, TOutput>[] slots = segment.Slots;
            long index = position - segment.First;
            if ((ulong)index < (ulong)slots.Length)
            {
                return ref slots[(int)index];
            }
        }

        return ref Unsafe.NullRef<Slot<TInput, TOutput>>();
    }

    /// <summary>The attachment of a position that the caller owns, if there are any.</summary>
    public ref Attachment FindAttachment(Position position)
    {
        Segment segment = EntryOf(NumberOf(position)).Read()!;
        return ref segment.Attachments![(int)(position - segment.First)];
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

    /// <summary>
    /// How many positions there are from this one on, itself included, to the end of its section: a segment may end there.
    /// </summary>
    public static int PositionsLeft(Position position) => SectionLength - position.SlotIndex(SectionLength - 1);

    /// <summary>To be called by the releaser when the head has reached <paramref name="position"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RetireBefore(Position position)
    {
        if (position.SlotIndex(SectionLength - 1) == 0)
        {
            Retire(position);
        }
    }

    private static long NumberOf(Position position) => position.Word >> s_shift;

    private static Position FirstOf(long number) => Position.FromWord(number << s_shift);

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

            if (EntryOf(number).Read() is not { } installed || !installed.Has(position))
            {
                Add(Take(), FirstOf(number));
            }
        }
    }

    // Under _changes. Twice as long as the last one if that was soon full, else a short one.
    private Segment Take()
    {
        long now = Environment.TickCount64;
        bool wasSoonFull = now - _lastInstall <= _length / SectionLength * Soon;
        int length = wasSoonFull ? Math.Min(_length * 2, s_longest) : SectionLength;
        if (length != _length)
        {
            _spares = null;
        }

        Segment segment = _spares?.TryPop(out Segment? spare) == true ? spare : new Segment(length, _hasAttachments);
        _length = length;
        _lastInstall = now;
        return segment;
    }

    // Under _changes. There is no slot from the position on.
    private void Add(Segment segment, Position first)
    {
        if (_directory.Read() == s_noDirectory)
        {
            _directory.Write(new AtomicReference<Segment>[SmallestDirectory]);
        }

        segment.First = first;
        while (!IsFreeFor(segment))
        {
            Grow();
        }

        Enter(segment, segment, _directory.Read()!);
    }

    // Under _changes. Whether no other segment stands where this one is to stand.
    private bool IsFreeFor(Segment segment)
    {
        AtomicReference<Segment>[] directory = _directory.Read()!;
        long first = NumberOf(segment.First);
        for (int section = 0; section < segment.Sections; section++)
        {
            if (section >= directory.Length)
            {
                return false;
            }

            if (EntryOf(directory, first + section).Read() is { } other)
            {
                // There are no gaps, and this is the first position without a slot.
                Debug.Assert(!other.Has(FirstOf(first + section)));
                return false;
            }
        }

        return true;
    }

    // Under _changes. The entries of the segment's sections lead to it, or nowhere.
    private static void Enter(Segment segment, Segment? target, AtomicReference<Segment>[] directory)
    {
        long first = NumberOf(segment.First);
        for (int section = 0; section < segment.Sections; section++)
        {
            EntryOf(directory, first + section).Write(target);
        }
    }

    private void Grow()
    {
        var longer = new AtomicReference<Segment>[_directory.Read()!.Length * 2];
        foreach (Segment segment in Installed())
        {
            Enter(segment, segment, longer);
        }

        _directory.Write(longer);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Retire(Position head)
    {
        if (FindEndingAt(head) is null)
        {
            // A section has ended, and its segment goes on.
            return;
        }

        using (Uninterrupted.Enter(_changes))
        {
            _oldest = head;

            // The segments may have been trimmed meanwhile.
            if (FindEndingAt(head) is not { } segment)
            {
                return;
            }

            Remove(segment);
            if (segment.Slots.Length == _length && (_spares?.Count ?? 0) < SlotCounts.Spare / _length)
            {
                _spares ??= new Stack<Segment>();
                _spares.Push(segment);
            }
        }
    }

    private Segment? FindEndingAt(Position head) =>
        EntryOf(NumberOf(head + -1)).Read() is { } segment && segment.End == head ? segment : null;

    // Under _changes.
    private void Remove(Segment segment) => Enter(segment, null, _directory.Read()!);

    // Under _changes. There are no gaps between them: a section is asked for after the one before it, and retired after it.
    private List<Segment> Installed()
    {
        List<Segment> installed = [];
        Position position = _oldest;
        while (EntryOf(NumberOf(position)).Read() is { } segment && segment.Has(position))
        {
            installed.Add(segment);
            position = segment.End;
        }

        return installed;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref AtomicReference<Segment> EntryOf(long number) => ref EntryOf(_directory.Read()!, number);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref AtomicReference<Segment> EntryOf(AtomicReference<Segment>[] directory, long number) =>
        ref directory[(int)number & (directory.Length - 1)];

    private sealed class Segment(int length, bool hasAttachments)
    {
        private AtomicInt64 _first;

        public Slot<TInput, TOutput>[] Slots { get; } = new Slot<TInput, TOutput>[length];

        public Attachment[]? Attachments { get; } = hasAttachments ? new Attachment[length] : null;

        // Changes only while the segment is in no current directory; an outdated directory may still lead here.
        public Position First
        {
            get => Position.FromWord(_first.Read());
            set => _first.Write(value.Word);
        }

        public Position End => First + Slots.Length;

        public int Sections => Slots.Length / SectionLength;

        public bool Has(Position position) => (ulong)(position - First) < (ulong)Slots.Length;
    }
}
