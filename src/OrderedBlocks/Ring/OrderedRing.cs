using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using OrderedBlocks.Atomics;

namespace OrderedBlocks.Ring;

/// <summary>
/// The heart of every block: items enter at the tail, are worked on by many threads, and leave at the head in the order in
/// which they entered. Lock-free, but for the coming and going of segments (<see cref="SlotSegments{TInput, TOutput}"/>).
/// </summary>
/// <remarks>
/// <code>
///   step      who                      word it moves       what it does to the slot
///   admit     any producer             tail (CAS)          writes the input,  state Admitted
///   claim     any worker               claim (CAS)         -
///   complete  the worker that claimed  -                   writes the output, state Completed or Skipped
///   release   one thread at a time     head (write)        takes the output
/// </code>
/// <para>Head &lt;= Claim &lt;= Tail &lt;= Head + capacity + skips, where "skips" are the positions between head and tail that
/// hold no item (any more): they have given their places back, though their slots are still to be passed over.</para>
/// <para>Who may wait for whom, and which fence makes sure that nobody waits for nothing:</para>
/// <list type="number">
/// <item>producer and idle worker: the producer takes its position by a locked instruction and then looks whether a worker is
/// to be woken; a worker counts itself out by a locked instruction and then looks at the tail (<see cref="LookForWork"/>). One
/// of the two sees the other. A position that is taken but not published is <see cref="WorkStatus.Imminent"/>: the worker stays.
/// A <see cref="Phase.Reserved"/> one may take long, so the worker leaves, and the producer publishes its state with a full
/// fence before it looks.</item>
/// <item>worker and releaser: the worker publishes the state, makes a full fence (with the state, or once after several) and then looks at the
/// head; the releaser moves the head, gives up its role, makes a full fence and looks at the head's state once more.</item>
/// <item>releaser and waiting sender: the releaser moves the head, makes a full fence and looks at the gate; the sender raises
/// the gate by a locked instruction and looks for room once more. <see cref="CancelReservation"/> and <see cref="Skip"/> give a place back
/// by a locked instruction, and their callers look at the gate after it.</item>
/// </list>
/// <para>Files for each role: producers (OrderedRing.Admission.cs, OrderedRing.Ranges.cs), workers (OrderedRing.Work.cs), and
/// whoever holds the output (OrderedRing.Release.cs, OrderedRing.Runs.cs), one thread at a time. What may travel with the items
/// is in OrderedRing.Attachments.cs. What all of them share is here.</para>
/// </remarks>
[DebuggerDisplay("Head = {_head}, Claim = {_claim}, Tail = {_tail}")]
internal sealed partial class OrderedRing<TInput, TOutput> : IOutputs<TOutput>, ITrimmable
{
    /// <summary>The capacity of a ring that never says that it is full.</summary>
    public const long Unbounded = 1L << 58;

    // A directory of more pages would be larger than what is in use.
    private const long LargestPagedCapacity = 1 << 12;

    private readonly long _capacity;
    private readonly Position _first;

    // How many skipped positions the slots leave room for, beyond the capacity.
    private readonly long _slack;

    // One of the three: an array for a small capacity, pages for a medium one, segments for a large one or none.
    private readonly Slot<TInput, TOutput>[]? _slots;
    private readonly int _slotMask;
    private readonly SlotPages<TInput, TOutput>? _pages;
    private readonly SlotSegments<TInput, TOutput>? _segments;

    // Each of the four keeps the distance to what follows it, and the first one to what comes before.
    // Workers, by compare-and-swap: the first position that no worker has claimed.
    private PaddedInt64 _claim;

    // Producers, by compare-and-swap; the flags by anybody.
    private TailCursor _tail;

    // The releaser.
    private HeadCursor _head;

    // Anybody, rarely.
    private Gaps _gaps;

    // The releaser's: see CountReady.
    private Position _readyEnd;
    private long _readySkips;

    // The releaser: the end of what TryDiscard has looked at.
    private AtomicInt64 _finalEnd;

    /// <summary>Creates a ring.</summary>
    /// <param name="capacity">Items held at the most, from 1; <see cref="Unbounded"/> for no limit.</param>
    /// <param name="first">The position of the first item.</param>
    /// <param name="hasAttachments">Whether something may travel with the items: see <see cref="Attachment"/>.</param>
    public OrderedRing(long capacity, Position first, bool hasAttachments = false)
    {
        Debug.Assert(capacity is >= 1 and <= Unbounded);
        _capacity = capacity;
        _first = first;
        _hasAttachments = hasAttachments;
        if (capacity > LargestPagedCapacity)
        {
            _segments = new SlotSegments<TInput, TOutput>(first, hasAttachments);
            _slack = Unbounded;
        }
        else
        {
            // Twice the capacity, so that skipped positions behind a slow head can give their places back at once.
            int slots = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity * 2, SlotCounts.SmallestArray));
            _slack = slots - capacity;
            if (slots > SlotCounts.LargestArray)
            {
                _pages = new SlotPages<TInput, TOutput>(slots, hasAttachments);
            }
            else
            {
                _slots = new Slot<TInput, TOutput>[slots];
                _companions = hasAttachments ? new Attachment[slots] : null;
                _slotMask = slots - 1;
            }
        }

        _tail = new TailCursor(first, first + capacity);
        _claim = new PaddedInt64(first.Word);
        _head = new HeadCursor(first);
        _gaps = new Gaps();
        _readyEnd = first;
        _finalEnd = new AtomicInt64(first.Word);
    }

    /// <summary>Where <see cref="TryDiscard"/> puts what it throws away; null if nobody wants it. The holder of the output's.</summary>
    public List<TOutput>? Discarded { get; set; }

    /// <summary>Whether <see cref="Close"/> was called.</summary>
    public bool IsClosed => (_tail.Read() & TailCursor.Closed) != 0;

    /// <summary>Whether senders wait.</summary>
    public bool IsGated => (_tail.Read() & TailCursor.Gated) != 0;

    /// <summary>Whether the ring is closed, everything that was admitted has left, and nobody waits at the gate.</summary>
    public bool IsFinished
    {
        get
        {
            // Head first: it never passes the tail, and once closed the tail moves no more.
            long head = _head.Read();
            return (_tail.Read() & ~TailCursor.Frozen) == (head | TailCursor.Closed);
        }
    }

    /// <summary>Positions taken and not claimed, with or without an item. Exact when nothing moves.</summary>
    public long UnclaimedCount
    {
        get
        {
            Position claim = Position.FromWord(_claim.Read());
            return Math.Max(0, Position.FromWord(_tail.Read()) - claim);
        }
    }

    /// <summary>Positions that are void and that no worker has come to yet. Exact when nothing moves.</summary>
    public long CanceledReservationCount => _gaps.CanceledReservations.Read();

    /// <summary>Items admitted so far, those that are being fetched included. Exact when nothing moves.</summary>
    public long AdmittedCount => Math.Max(0, Position.FromWord(_tail.Read()) - _first - _gaps.EverCanceled.Read());

    /// <summary>Outputs removed so far by <see cref="Pop"/>.</summary>
    public long ReleasedCount => _head.Released;

    /// <summary>Items claimed and still here: in work, or completed. Exact when nothing moves.</summary>
    public long InFlightCount
    {
        get
        {
            Position head = Position.FromWord(_head.Read());

            // Not those that are skipped; but skips that are void and not claimed lie beyond.
            long skipped = _gaps.Skips.Read() - _gaps.CanceledReservations.Read();
            return Math.Max(0, Position.FromWord(_claim.Read()) - head - skipped);
        }
    }

    /// <summary>Positions claimed so far. For tests.</summary>
    internal long ClaimedCount => Position.FromWord(_claim.Read()) - _first;

    /// <summary>Positions taken so far, with or without an item.</summary>
    public long TakenCount => Position.FromWord(_tail.Read()) - _first;

    /// <summary>Positions that the head has passed so far.</summary>
    public long HeadOffset => Position.FromWord(_head.Read()) - _first;

    /// <summary>Whether there is room for half of the capacity or more.</summary>
    public bool IsHalfFree => Room * 2 >= _capacity;

    /// <summary>How many items there is room for.</summary>
    public long Room
    {
        get
        {
            Position limit = ReadLimit();
            return Math.Max(0, limit - Position.FromWord(_tail.Read()));
        }
    }

    /// <summary>
    /// Which rule is broken, if one is. Only while nothing moves: for tests, and for the model checker, which asks after each
    /// step.
    /// </summary>
    internal string? FindViolation()
    {
        Position head = Position.FromWord(_head.Read());
        Position claim = Position.FromWord(_claim.Read());
        Position tail = Position.FromWord(_tail.Read());
        long skips = Math.Min(_gaps.Skips.Read(), _slack);
        ref Slot<TInput, TOutput> slot = ref FindSlot(head);

        // The releaser lowers the skips before it passes over a skipped head.
        bool isPassing = !Unsafe.IsNullRef(ref slot) && slot.State.Is(head, Phase.Skipped);
        Position limit = head + (_capacity + skips + (isPassing ? 1 : 0));
        return claim.IsBefore(head) ? $"The head, {head}, has passed the claim cursor, {claim}."
            : tail.IsBefore(claim) ? $"The claim cursor, {claim}, has passed the tail, {tail}."
            : skips < 0 ? $"There are {skips} skips."
            : limit.IsBefore(tail) ? $"The tail, {tail}, is beyond the limit, {limit}."
            : limit.IsBefore(_tail.KnownLimit) ? $"The known limit, {_tail.KnownLimit}, is beyond the limit, {limit}."
            : null;
    }

    private Position ReadLimit()
    {
        // Head before skips: the releaser lowers the skips before it moves the head, so this never shows too much room.
        Position head = Position.FromWord(_head.Read());
        return head + (_capacity + Math.Clamp(_gaps.Skips.Read(), 0, _slack));
    }

    /// <summary>The slot of a position that the caller owns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Slot<TInput, TOutput> SlotOf(Position position)
    {
        ref Slot<TInput, TOutput> slot = ref FindSlot(position);
        Debug.Assert(!Unsafe.IsNullRef(ref slot));
        return ref slot;
    }

    /// <summary>The slot of any position, or a null reference where there is no segment for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Slot<TInput, TOutput> FindSlot(Position position)
    {
        Slot<TInput, TOutput>[]? slots = _slots;
        if (slots is not null)
        {
            return ref slots[position.SlotIndex(_slotMask)];
        }

        SlotPages<TInput, TOutput>? pages = _pages;
        if (pages is not null)
        {
            return ref pages.Find(position);
        }

        return ref _segments!.Find(position);
    }
}
