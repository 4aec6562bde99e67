using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OrderedBlocks.Core;

/// <summary>
/// The words of a <see cref="Tail"/>: the next position to be given out and the flags that admission obeys, in one word, so that
/// no item can slip past any of them; and beside it what is the producers' own. Shares its cache lines with nothing else.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 3 * PaddedCursor.Padding)]
internal struct TailCursor
{
    /// <summary>No position is given out any more.</summary>
    public const long Closed = 1;

    /// <summary>Messages are waiting: positions are given out to their transfer only, so that nobody overtakes them.</summary>
    public const long Gated = 2;

    /// <summary>One thread gives itself positions by a <see cref="TailLease"/>; the position in the word is out of date.</summary>
    public const long Leased = 4;

    [FieldOffset(PaddedCursor.Padding)]
    private Word _word;

    // Written by any producer that found it used up. It lags behind the true limit, never leads; a lost update costs a look
    // at the truth and nothing else.
    [FieldOffset(PaddedCursor.Padding + sizeof(long))]
    private Word _knownLimit;

    // Whoever has just taken a position: which thread that was, and how many it has taken since another one did. Two that write
    // at the same time may spoil the count, and then it takes longer.
    [FieldOffset(PaddedCursor.Padding + (2 * sizeof(long)))]
    private Word _lastTaker;

    [FieldOffset(PaddedCursor.Padding + (3 * sizeof(long)))]
    private Word _inARow;

    /// <summary>Creates an open, ungated tail; nobody else may see it yet.</summary>
    public TailCursor(Position first, Position limit)
    {
        _word = new Word(first.Word);
        _knownLimit = new Word(limit.Word);
    }

    /// <summary>The first position that the producers know to be beyond the room they have.</summary>
    public Position KnownLimit
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => Position.FromWord(_knownLimit.Read());

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => _knownLimit.Write(value.Word);
    }

    /// <summary>Position and flags. Acquire.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly long Read() => _word.Read();

    /// <summary>Takes the position in <paramref name="word"/>. Full fence. Returns the word as it was.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long TryTake(long word) => _word.CompareExchange(word + Position.Step, word);

    /// <summary>
    /// Takes so many positions, of which the first is in <paramref name="word"/>. Full fence. Returns the word as it was.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long TryTakeRange(long word, int count) => _word.CompareExchange(word + (count * Position.Step), word);

    /// <summary>Counts a position that <paramref name="thread"/> has just taken.</summary>
    /// <returns>How many it has taken in a row.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long CountInARow(int thread)
    {
        long count = 1;
        if (_lastTaker.Read() == thread)
        {
            count = _inARow.Read() + 1;
        }
        else
        {
            _lastTaker.Write(thread);
        }

        _inARow.Write(count);
        return count;
    }

    /// <summary>Raises <see cref="Leased"/> if the word has not changed. Full fence.</summary>
    public bool TryLease(long word) => _word.CompareExchange(word | Leased, word) == word;

    /// <summary>
    /// A lease has ended with this position. For the one thread that may change the word then. Full fence.
    /// </summary>
    public void Return(Position next)
    {
        _inARow.Write(0);
        _word.Exchange(next.Word);
    }

    /// <summary>Raises <see cref="Closed"/>, unless there is a lease. Full fence if it does.</summary>
    /// <returns>Whether it is up.</returns>
    public bool TryClose() => (TryRaise(Closed, unless: Leased) & Leased) == 0;

    /// <summary>Raises <see cref="Gated"/>, unless the tail is closed or leased. Full fence if it does.</summary>
    /// <returns>The word as it was.</returns>
    public long TryGate() => TryRaise(Gated, unless: Closed | Leased);

    /// <summary>Lowers <see cref="Gated"/>. Full fence.</summary>
    public void Ungate() => _word.And(~Gated);

    private long TryRaise(long flag, long unless)
    {
        long word = Read();
        while ((word & unless) == 0)
        {
            long seen = _word.CompareExchange(word | flag, word);
            if (seen == word)
            {
                break;
            }

            word = seen;
        }

        return word;
    }

    public override readonly string ToString()
    {
        long word = Read();
        return $"{Position.FromWord(word)}{((word & Gated) != 0 ? " gated" : "")}{((word & Closed) != 0 ? " closed" : "")}"
            + ((word & Leased) != 0 ? " leased" : "");
    }
}
