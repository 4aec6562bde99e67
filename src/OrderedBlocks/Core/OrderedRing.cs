using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace OrderedBlocks.Core;

/// <summary>
/// The heart of every block: items enter at the tail, are worked on by many threads, and leave at the head in the order in
/// which they entered. Lock-free, but for the coming and going of segments (<see cref="SlotSegments{TInput, TOutput}"/>).
/// </summary>
/// <remarks>
/// <code>
///   step      who                      word it moves       what it does to the slot
///   admit     any producer             tail (CAS)          writes the input,  stamps Admitted
///   claim     any worker               claim (CAS)         -
///   complete  the worker that claimed  -                   writes the output, stamps Completed or Skipped
///   release   one thread at a time     head (write)        takes the output
/// </code>
/// <para>Head &lt;= Claim &lt;= Tail &lt;= Head + capacity + skips, where "skips" are the positions between head and tail that
/// hold no item (any more): they have given their places back, though their slots are still to be passed over.</para>
/// <para>Who may wait for whom, and which fence makes sure that nobody waits for nothing:</para>
/// <list type="number">
/// <item>producer and idle worker: the producer takes its position by a locked instruction and then looks whether a worker is
/// to be woken; a worker counts itself out by a locked instruction and then looks at the tail (<see cref="LookForWork"/>). One
/// of the two sees the other. A position that is taken but not stamped is <see cref="WorkStatus.Imminent"/>: the worker stays.
/// A <see cref="Phase.Reserved"/> one may take long, so the worker leaves, and the producer announces its stamp with a full
/// fence before it looks.</item>
/// <item>worker and releaser: the worker stamps, makes a full fence (with the stamp, or once after several) and then looks at the
/// head; the releaser moves the head, gives up its role, makes a full fence and looks at the head's stamp once more.</item>
/// <item>releaser and waiting sender: the releaser moves the head, makes a full fence and looks at the gate; the sender raises
/// the gate by a locked instruction and looks for room once more. <see cref="Void"/> and <see cref="Skip"/> give a place back
/// by a locked instruction, and their callers look at the gate after it.</item>
/// </list>
/// <para>The methods under "release" are for one thread at a time: whoever holds the output.</para>
/// </remarks>
[DebuggerDisplay("Head = {_head}, Claim = {_claim}, Tail = {_tail}")]
internal sealed class OrderedRing<TInput, TOutput>
{
    /// <summary>The capacity of a ring that never says that it is full.</summary>
    public const long Unbounded = 1L << 58;

    private const int SmallestArray = 16;

    // A longer array would cost its memory before the first item; segments cost what is in use.
    private const long LargestArrayCapacity = 1 << 14;

    // A word that is no position: its tag is not zero.
    private const long NoCut = 1;

    private readonly long _capacity;

    // How many skipped positions the slots leave room for, beyond the capacity.
    private readonly long _slack;

    // One of the two: an array for a small capacity, segments for a large one or none.
    private readonly Slot<TInput, TOutput>[]? _slots;
    private readonly int _slotMask;
    private readonly SlotSegments<TInput, TOutput>? _segments;

    // Producers, by compare-and-swap.
    private TailCursor _tail;

    // Workers, by compare-and-swap: the first position that no worker has claimed.
    private PaddedCursor _claim;

    // The releaser: the first position that has not left. Publishes that the slots before it are free.
    private PaddedCursor _head;

    // Anybody, by locked addition: how many positions from the head on are void or skipped. Raised before the stamp that says so,
    // lowered by the releaser before the head moves past, so that nobody ever sees more room than there is.
    private PaddedCursor _skips;

    // Anybody, by locked addition: see VoidCount.
    private PaddedCursor _voids;

    // Anybody, by compare-and-swap, only ever to an earlier position: nothing from here on comes out. NoCut until then.
    private PaddedCursor _cut;

    // The releaser's: see CountReady and TryDiscard.
    private Position _readyEnd;
    private long _readySkips;
    private Position _settledEnd;

    /// <summary>Creates a ring.</summary>
    /// <param name="capacity">Items held at the most, from 1; <see cref="Unbounded"/> for no limit.</param>
    /// <param name="first">The position of the first item.</param>
    public OrderedRing(long capacity, Position first)
    {
        Debug.Assert(capacity is >= 1 and <= Unbounded);
        _capacity = capacity;
        if (capacity > LargestArrayCapacity)
        {
            _segments = new SlotSegments<TInput, TOutput>(first);
            _slack = Unbounded;
        }
        else
        {
            // Twice the capacity, so that skipped positions behind a slow head can give their places back at once.
            _slots = new Slot<TInput, TOutput>[BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity * 2, SmallestArray))];
            _slotMask = _slots.Length - 1;
            _slack = _slots.Length - capacity;
        }

        _tail = new TailCursor(first, first + capacity);
        _claim = new PaddedCursor(first.Word);
        _head = new PaddedCursor(first.Word);
        _cut = new PaddedCursor(NoCut);
        _readyEnd = first;
        _settledEnd = first;
    }

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
            return _tail.Read() == (head | TailCursor.Closed);
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
    public long VoidCount => _voids.Read();

    /// <summary>Positions between head and tail, with or without an item. Exact when nothing moves.</summary>
    public long OccupiedCount
    {
        get
        {
            Position head = Position.FromWord(_head.Read());
            return Math.Max(0, Position.FromWord(_tail.Read()) - head);
        }
    }

    /// <summary>How many items there is room for.</summary>
    public long Room
    {
        get
        {
            Position limit = ReadLimit();
            return Math.Max(0, limit - Position.FromWord(_tail.Read()));
        }
    }

    /// <summary>The segments of a ring that has them, for tests of their recycling.</summary>
    internal SlotSegments<TInput, TOutput>? Segments => _segments;

    // ---- admission: any thread ----

    /// <summary>Admits an item. One locked instruction when nobody interferes.</summary>
    public AdmissionStatus TryAdmit(TInput item)
    {
        AdmissionStatus status = TryTake(gate: TailCursor.Gated, out Position position);
        if (status == AdmissionStatus.Admitted)
        {
            ref Slot<TInput, TOutput> slot = ref SlotOf(position);
            slot.Input = item;

            // Release is enough (pair 1): a worker that does not see the stamp sees the tail, and stays.
            slot.Stamp.Write(position, Phase.Admitted);
        }

        return status;
    }

    /// <summary>
    /// Takes a position for a message that is still to be fetched. <see cref="Publish"/> or <see cref="Void"/> must follow,
    /// whatever happens: a position is never left without a stamp.
    /// </summary>
    /// <param name="pastGate">Whether the caller is the transfer for which the gate was raised.</param>
    /// <param name="position">The position.</param>
    public AdmissionStatus TryReserve(bool pastGate, out Position position)
    {
        AdmissionStatus status = TryTake(pastGate ? 0 : TailCursor.Gated, out position);
        if (status == AdmissionStatus.Admitted)
        {
            SlotOf(position).Stamp.Write(position, Phase.Reserved);
        }

        return status;
    }

    /// <summary>Puts the message into the position that was taken for it.</summary>
    public void Publish(Position position, TInput item)
    {
        ref Slot<TInput, TOutput> slot = ref SlotOf(position);
        slot.Input = item;

        // Full fence (pair 1): idle workers do not wait for a reserved position.
        slot.Stamp.Announce(position, Phase.Admitted);
    }

    /// <summary>Gives back the place of a position for which there was no message.</summary>
    public void Void(Position position)
    {
        _skips.Add(1);
        _voids.Add(1);
        SlotOf(position).Stamp.Announce(position, Phase.Void);
    }

    /// <summary>Ends admission. What was admitted before stays. Full fence.</summary>
    public void Close() => _tail.Close();

    /// <summary>
    /// Makes every producer but the transfer wait, if the ring is open. Full fence then; look for <see cref="Room"/> after it
    /// (pair 3).
    /// </summary>
    /// <returns>Whether the ring is still open.</returns>
    public bool TryRaiseGate() => _tail.TryGate();

    /// <summary>Lets the producers in again. Full fence; a closed ring may be finished by it.</summary>
    public void LowerGate() => _tail.Ungate();

    // ---- claim and complete: workers ----

    /// <summary>Claims the next position, if there is something in it. One locked instruction when nobody interferes.</summary>
    public bool TryClaim(out Position position)
    {
        long claim = _claim.Read();
        while (true)
        {
            position = Position.FromWord(claim);
            ref Slot<TInput, TOutput> slot = ref FindSlot(position);
            bool claimable = !Unsafe.IsNullRef(ref slot) && IsClaimable(position, slot.Stamp.Read());
            long seen = claimable ? _claim.CompareExchange(position.Next.Word, claim) : _claim.Read();
            if (seen == claim)
            {
                return claimable;
            }

            // Others have claimed this one.
            claim = seen;
        }
    }

    /// <summary>
    /// Whether there is something to claim. A worker that means to leave counts itself out by a locked instruction before
    /// it looks (pair 1).
    /// </summary>
    public WorkStatus LookForWork()
    {
        while (true)
        {
            long claim = _claim.Read();
            Position position = Position.FromWord(claim);
            ref Slot<TInput, TOutput> slot = ref FindSlot(position);
            long stamp = Unsafe.IsNullRef(ref slot) ? 0 : slot.Stamp.Read();
            WorkStatus status;
            if (IsClaimable(position, stamp))
            {
                status = WorkStatus.Ready;
            }
            else if (stamp == Stamp.Word(position, Phase.Reserved) || position == Position.FromWord(_tail.Read()))
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

    /// <summary>Whether a claimed position holds no item, so that <see cref="SkipVoid"/> is all there is to do.</summary>
    public bool IsVoid(Position position) => SlotOf(position).Stamp.Is(position, Phase.Void);

    /// <summary>Takes the input out of a claimed position; the slot lets go of it.</summary>
    public TInput TakeInput(Position position)
    {
        ref Slot<TInput, TOutput> slot = ref SlotOf(position);
        TInput input = slot.Input;
        slot.Input = default!;
        return input;
    }

    /// <summary>Puts the output into a claimed position.</summary>
    /// <returns>Whether the position is the head: then the caller must try to release (pair 2).</returns>
    public bool Complete(Position position, TOutput output)
    {
        ref Slot<TInput, TOutput> slot = ref SlotOf(position);
        slot.Output = output;
        slot.Stamp.Announce(position, Phase.Completed);
        return _head.Read() == position.Word;
    }

    /// <summary>
    /// Puts the output into a claimed position, without a fence. The caller must make one after the last of several, and then
    /// look at the head (pair 2).
    /// </summary>
    public void CompleteQuietly(Position position, TOutput output)
    {
        ref Slot<TInput, TOutput> slot = ref SlotOf(position);
        slot.Output = output;
        slot.Stamp.Write(position, Phase.Completed);
    }

    /// <summary>Ends a claimed position without an output, and gives its place back at once.</summary>
    /// <returns>Whether the position is the head: then the caller must try to release (pair 2).</returns>
    public bool Skip(Position position)
    {
        _skips.Add(1);
        return StampSkipped(position);
    }

    /// <summary>Ends a claimed position that was <see cref="Void"/>: its place was given back before.</summary>
    /// <returns>Whether the position is the head: then the caller must try to release (pair 2).</returns>
    public bool SkipVoid(Position position)
    {
        _voids.Add(-1);
        return StampSkipped(position);
    }

    /// <summary>
    /// From <paramref name="position"/> on nothing comes out any more. To be called before the position is skipped: the
    /// releaser can get beyond it only by way of that stamp, and looks at the cut after reading it.
    /// </summary>
    public void Cut(Position position)
    {
        long cut = _cut.Read();
        while (cut == NoCut || position.IsBefore(Position.FromWord(cut)))
        {
            long seen = _cut.CompareExchange(position.Word, cut);
            if (seen == cut)
            {
                return;
            }

            cut = seen;
        }
    }

    // ---- release: whoever holds the output ----

    /// <summary>What is to be done at the head. Any thread may look; only the holder of the output can rely on it.</summary>
    public HeadStatus LookAtHead()
    {
        Position head = Position.FromWord(_head.Read());
        ref Slot<TInput, TOutput> slot = ref FindSlot(head);
        return Unsafe.IsNullRef(ref slot) ? HeadStatus.Waiting : StatusOf(head, slot.Stamp.Read());
    }

    /// <summary>Passes over what was skipped and shows the head's output, if it is there.</summary>
    public bool TryPeek([MaybeNullWhen(false)] out TOutput output)
    {
        while (true)
        {
            Position head = Position.FromWord(_head.ReadOwn());
            ref Slot<TInput, TOutput> slot = ref FindSlot(head);
            switch (Unsafe.IsNullRef(ref slot) ? HeadStatus.Waiting : StatusOf(head, slot.Stamp.Read()))
            {
                case HeadStatus.Completed:
                    output = slot.Output;
                    return true;

                case HeadStatus.Skipped:
                    if (head.IsBefore(_readyEnd))
                    {
                        _readySkips--;
                    }

                    // Before the head moves: at no moment may the room seem larger than it is.
                    _skips.Add(-1);
                    MoveHead(head.Next);
                    break;

                default:
                    output = default;
                    return false;
            }
        }
    }

    /// <summary>Removes the head, whose output was peeked at. Its slot lets go of the output.</summary>
    public void Pop()
    {
        Position head = Position.FromWord(_head.ReadOwn());
        SlotOf(head).Output = default!;
        MoveHead(head.Next);
    }

    /// <summary>How many outputs could be taken one after the other. Amortised constant time.</summary>
    public int CountReady()
    {
        Position head = Position.FromWord(_head.ReadOwn());
        if (!head.IsBefore(_readyEnd))
        {
            _readyEnd = head;
            _readySkips = 0;
        }

        while (true)
        {
            ref Slot<TInput, TOutput> slot = ref FindSlot(_readyEnd);
            HeadStatus status = Unsafe.IsNullRef(ref slot) ? HeadStatus.Waiting : StatusOf(_readyEnd, slot.Stamp.Read());
            if (status is HeadStatus.Waiting or HeadStatus.Cut)
            {
                return (int)Math.Min(int.MaxValue, _readyEnd - head - _readySkips);
            }

            _readySkips += status == HeadStatus.Skipped ? 1 : 0;
            _readyEnd = _readyEnd.Next;
        }
    }

    /// <summary>
    /// Whether <see cref="TryDiscard"/> would get further: in its scan or, if that was done before the ring was closed, in
    /// throwing away. Any thread may look; only the holder of the output can rely on it.
    /// </summary>
    public bool CanSettleMore()
    {
        Position settled = _settledEnd;
        Position head = Position.FromWord(_head.Read());
        settled = settled.IsBefore(head) ? head : settled;
        long word = _tail.Read();
        if (settled == Position.FromWord(word))
        {
            return (word & TailCursor.Closed) != 0 && settled != head;
        }

        ref Slot<TInput, TOutput> slot = ref FindSlot(settled);
        return !Unsafe.IsNullRef(ref slot) && IsSettled(settled, slot.Stamp.Read());
    }

    /// <summary>
    /// Throws all output away, once everything that was admitted to the closed ring is completed or skipped. Each position
    /// is looked at once, however often it is tried.
    /// </summary>
    /// <param name="discarded">How many outputs were lost.</param>
    /// <returns>Whether the ring is empty now.</returns>
    public bool TryDiscard(out long discarded)
    {
        discarded = 0;
        long word = _tail.Read();
        Position tail = Position.FromWord(word);
        Position head = Position.FromWord(_head.ReadOwn());
        if (_settledEnd.IsBefore(head))
        {
            _settledEnd = head;
        }

        while (_settledEnd != tail)
        {
            ref Slot<TInput, TOutput> settling = ref FindSlot(_settledEnd);
            if (Unsafe.IsNullRef(ref settling) || !IsSettled(_settledEnd, settling.Stamp.Read()))
            {
                return false;
            }

            _settledEnd = _settledEnd.Next;
        }

        if ((word & TailCursor.Closed) == 0)
        {
            return false;
        }

        for (; head != tail; head = head.Next)
        {
            ref Slot<TInput, TOutput> slot = ref SlotOf(head);
            if (slot.Stamp.Is(head, Phase.Completed))
            {
                slot.Output = default!;
                discarded++;
            }
            else
            {
                _skips.Add(-1);
            }

            MoveHead(head.Next);
        }

        return true;
    }

    // ---- parts ----

    private static bool IsClaimable(Position position, long stamp) =>
        stamp == Stamp.Word(position, Phase.Admitted) || stamp == Stamp.Word(position, Phase.Void);

    private static bool IsSettled(Position position, long stamp) =>
        stamp == Stamp.Word(position, Phase.Completed) || stamp == Stamp.Word(position, Phase.Skipped);

    private bool StampSkipped(Position position)
    {
        SlotOf(position).Stamp.Announce(position, Phase.Skipped);
        return _head.Read() == position.Word;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private AdmissionStatus TryTake(long gate, out Position position)
    {
        long word = _tail.Read();
        while (true)
        {
            position = Position.FromWord(word);
            if ((word & (TailCursor.Closed | gate)) != 0)
            {
                return TurnedAway(word);
            }

            if (!position.IsBefore(_tail.KnownLimit) && !TryRefreshLimit(position))
            {
                return AdmissionStatus.Full;
            }

            _segments?.Ensure(position);
            long seen = _tail.TryTake(word);
            if (seen == word)
            {
                return AdmissionStatus.Admitted;
            }

            word = seen;
        }
    }

    private AdmissionStatus TurnedAway(long word)
    {
        // An unbounded ring has room for everybody: nobody waits there, so nobody is overtaken.
        Debug.Assert(_capacity != Unbounded || (word & TailCursor.Gated) == 0);
        return (word & TailCursor.Closed) != 0 ? AdmissionStatus.Closed : AdmissionStatus.Full;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryRefreshLimit(Position position)
    {
        Position limit = ReadLimit();
        _tail.KnownLimit = limit;
        return position.IsBefore(limit);
    }

    private Position ReadLimit()
    {
        // Head before skips: the releaser lowers the skips before it moves the head, so this never shows too much room.
        Position head = Position.FromWord(_head.Read());
        return head + (_capacity + Math.Clamp(_skips.Read(), 0, _slack));
    }

    private HeadStatus StatusOf(Position position, long stamp)
    {
        if (stamp == Stamp.Word(position, Phase.Completed))
        {
            return HeadStatus.Completed;
        }

        if (stamp != Stamp.Word(position, Phase.Skipped))
        {
            return HeadStatus.Waiting;
        }

        // After the stamp: see Cut.
        long cut = _cut.Read();
        return cut != NoCut && !position.IsBefore(Position.FromWord(cut)) ? HeadStatus.Cut : HeadStatus.Skipped;
    }

    private void MoveHead(Position head)
    {
        _head.Write(head.Word);
        _segments?.RetireBefore(head);
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

        return ref _segments!.Find(position);
    }
}
