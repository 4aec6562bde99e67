using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace OrderedBlocks.Core;

/// <summary>
/// The ring's tail: gives out positions, to any thread by a locked instruction, or to one thread by a
/// <see cref="TailLease"/> without one.
/// </summary>
/// <remarks>
/// <code>
///   common --(one thread has taken many in a row)--> leased --(another producer, gate, end)--> common
/// </code>
/// <para>A locked instruction waits until the producer's last writes have arrived in the slots, which the other processors have
/// had in their caches: that wait is most of what an admission costs. So when one thread does all the sending it is given a
/// lease. While there is one the tail's word says so (<see cref="TailCursor.Leased"/>) and its position is out of date: nobody
/// moves it, closes the tail or raises the gate without having ended the lease under the lock.</para>
/// <para>A lease that its holder ends itself costs next to nothing; that is the usual case, since a sender that finds the block
/// full waits at the gate. Another thread pays some microseconds. Each time that happens the next lease takes twice as many
/// positions in a row to earn, so that senders that alternate do without.</para>
/// </remarks>
[DebuggerDisplay("{_cursor}")]
internal sealed class Tail
{
    /// <summary>As a lease's holder: whoever calls. For a tail with a single producer.</summary>
    public const int Anyone = 0;

    /// <summary>As the number of positions in a row: there are no leases.</summary>
    public const int Never = int.MaxValue;

    private const int MostInARow = 1 << 20;

    private readonly Lock _lock = new();
    private readonly bool _hasSingleProducer;
    private readonly bool _hasLeases;

    // By compare-and-swap; while leased, written under _lock only.
    private TailCursor _cursor;

    // Written under _lock, read by anybody. Null unless leased, or about to be.
    private Reference<TailLease> _lease;

    // Debug builds, a single producer: up while it takes a position.
    private Flag _isTaking;

    // Under _lock: one that its holder has ended, to be used again.
    private TailLease? _spare;

    // How many positions in a row a thread must take for a lease. Grows under _lock, read by anybody.
    private Word _inARowForLease;

    /// <summary>Creates an open, ungated tail without a lease.</summary>
    /// <param name="first">The first position to be given out.</param>
    /// <param name="limit">The first position that there is no room for.</param>
    /// <param name="inARowForLease">How many positions in a row a thread must take for a lease; 0 if there is a single producer:
    /// then it has one from its first position on, whatever thread it is on.</param>
    public Tail(Position first, Position limit, int inARowForLease)
    {
        _cursor = new TailCursor(first, limit);
        _hasSingleProducer = inARowForLease == 0;
        _hasLeases = inARowForLease != Never;
        _inARowForLease = new Word(inARowForLease);
    }

    /// <inheritdoc cref="TailCursor.KnownLimit"/>
    public Position KnownLimit
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _cursor.KnownLimit;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => _cursor.KnownLimit = value;
    }

    /// <summary>Whether one thread takes positions without a locked instruction.</summary>
    public bool IsLeased => (_cursor.Read() & TailCursor.Leased) != 0;

    /// <summary>Whether a thread other than the calling one does so.</summary>
    /// <param name="byProducer">Whether the caller is a producer: where there is a single one, it is the holder.</param>
    public bool IsLeasedToOthers(bool byProducer) =>
        IsLeased && _lease.Read() is { } lease && !IsHolder(lease, byProducer);

    /// <summary>The lease, if the calling thread has it.</summary>
    public TailLease? OwnLease
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _lease.Read() is { } lease && lease.IsHeldByCaller ? lease : null;
    }

    /// <summary>A producer begins to take positions. In debug builds this finds out a second one where there must be one only.</summary>
    /// <exception cref="InvalidOperationException">There are two.</exception>
    [Conditional("DEBUG")]
    public void BeginTaking()
    {
        if (_hasSingleProducer && !_isTaking.TryRaise())
        {
            throw new InvalidOperationException(
                "Two threads send to a block at the same time that was constructed with SingleProducerConstrained.");
        }
    }

    /// <summary>The producer has done so.</summary>
    [Conditional("DEBUG")]
    public void EndTaking()
    {
        if (_hasSingleProducer)
        {
            _isTaking.Set(false);
        }
    }

    /// <summary>Position and flags, of which Closed and Gated are exact. Acquire.</summary>
    public long Read()
    {
        while (true)
        {
            long word = _cursor.Read();
            if ((word & TailCursor.Leased) == 0)
            {
                return word;
            }

            if (_lease.Read() is { } lease)
            {
                return lease.Next.Word;
            }

            // It has ended since, and the word says so.
        }
    }

    /// <summary>The flags alone: while leased, the position is out of date. Acquire.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ReadFlags() => _cursor.Read();

    /// <summary>Takes the position in <paramref name="word"/>, which holds no flag that forbids it. Full fence.</summary>
    /// <returns>The word as it was: equal if the position was taken.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long TryTake(long word)
    {
        long seen = _cursor.TryTake(word);
        if (seen == word && _hasLeases && _inARowForLease.Read() <= _cursor.CountInARow(Environment.CurrentManagedThreadId))
        {
            Lease();
        }

        return seen;
    }

    /// <summary>
    /// Takes so many positions, of which the first is in <paramref name="word"/>, which holds no flag that forbids it. Full fence.
    /// Towards a lease it counts as one taking.
    /// </summary>
    /// <returns>The word as it was: equal if the positions were taken.</returns>
    public long TryTakeRange(long word, int count)
    {
        long seen = _cursor.TryTakeRange(word, count);
        if (seen == word && _hasLeases && _inARowForLease.Read() <= _cursor.CountInARow(Environment.CurrentManagedThreadId))
        {
            Lease();
        }

        return seen;
    }

    /// <summary>Ends the lease, if there is one; then the word says so. On any thread.</summary>
    /// <param name="byProducer">Whether the caller is a producer: where there is a single one, it is the holder.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void EndLease(bool byProducer)
    {
        lock (_lock)
        {
            if (!IsLeased)
            {
                return;
            }

            TailLease lease = _lease.Read()!;
            Position next;
            if (IsHolder(lease, byProducer))
            {
                next = lease.Next;
                _spare = lease;
            }
            else
            {
                next = lease.Recall();
                _inARowForLease.Write(Math.Min(_inARowForLease.ReadOwn() * 2, MostInARow));
            }

            // The word first: who finds no lease, or the recalled one at its end, finds the word up to date.
            _cursor.Return(next);
            _lease.Write(null);
        }
    }

    /// <summary>Raises <see cref="TailCursor.Closed"/>. Full fence.</summary>
    public void Close()
    {
        while (!_cursor.TryClose())
        {
            EndLease(byProducer: false);
        }
    }

    /// <summary>Raises <see cref="TailCursor.Gated"/> for a producer, unless the tail is closed. Full fence if it does.</summary>
    /// <returns>Whether the tail is still open; then the flag is up.</returns>
    public bool TryGate()
    {
        while (true)
        {
            long word = _cursor.TryGate();
            if ((word & TailCursor.Leased) == 0)
            {
                return (word & TailCursor.Closed) == 0;
            }

            EndLease(byProducer: true);
        }
    }

    /// <inheritdoc cref="TailCursor.Ungate"/>
    public void Ungate() => _cursor.Ungate();

    private bool IsHolder(TailLease lease, bool byProducer) => _hasSingleProducer ? byProducer : lease.IsHeldByCaller;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Lease()
    {
        lock (_lock)
        {
            long word = _cursor.Read();
            if ((word & (TailCursor.Closed | TailCursor.Gated | TailCursor.Leased)) != 0)
            {
                return;
            }

            TailLease lease;
            try
            {
                lease = _spare ?? new TailLease(_lock);
            }
            catch (OutOfMemoryException)
            {
                // The position that was just taken must be stamped all the same, and a lease can wait.
                return;
            }

            _spare = null;
            lease.Begin(_hasSingleProducer ? Anyone : Environment.CurrentManagedThreadId, Position.FromWord(word));

            // The lease first: who finds the word leased finds the lease.
            _lease.Write(lease);
            if (!_cursor.TryLease(word))
            {
                _lease.Write(null);
                _spare = lease;
            }
        }
    }
}
