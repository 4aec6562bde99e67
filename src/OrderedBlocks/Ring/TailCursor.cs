using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OrderedBlocks.Atomics;

namespace OrderedBlocks.Ring;

/// <summary>
/// The ring's tail: the next position to be given out and the flags that admission obeys, in one word, so that
/// no item can slip past any of them. Beside it is what only producers use. Keeps its distance to what follows it.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = PaddedInt64.Padding)]
internal struct TailCursor
{
    /// <summary>No position is given out any more.</summary>
    public const long Closed = 1;

    /// <summary>Messages are waiting: positions are given out to their transfer only, so that nobody overtakes them.</summary>
    public const long Gated = 2;

    /// <summary>The ring is empty and its slots are being trimmed: no position is given out for that moment.</summary>
    public const long Frozen = 4;

    [FieldOffset(0)]
    private AtomicInt64 _word;

    // Written by any producer that found it used up. It lags behind the true limit, never leads; a lost update costs a look
    // at the truth and nothing else.
    [FieldOffset(sizeof(long))]
    private AtomicInt64 _knownLimit;

    /// <summary>Creates an open, ungated tail; nobody else may see it yet.</summary>
    public TailCursor(Position first, Position limit)
    {
        _word = new AtomicInt64(first.Word);
        _knownLimit = new AtomicInt64(limit.Word);
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

    /// <summary>Raises <see cref="Closed"/>. Full fence.</summary>
    public void Close() => _word.Or(Closed);

    /// <summary>Raises <see cref="Gated"/>, unless the tail is closed. Full fence if it does.</summary>
    /// <returns>Whether the tail is still open; then the flag is up.</returns>
    public bool TryGate()
    {
        long word = Read();
        while ((word & Closed) == 0)
        {
            long seen = _word.CompareExchange(word | Gated, word);
            if (seen == word)
            {
                return true;
            }

            word = seen;
        }

        return false;
    }

    /// <summary>
    /// Raises <see cref="Frozen"/>, if this is the next position, and neither it nor <see cref="Gated"/> is up. Full fence if it does.
    /// </summary>
    /// <returns>Whether this call raised it.</returns>
    public bool TryFreeze(Position next)
    {
        long word = Read();
        return (word & ~Closed) == next.Word && _word.CompareExchange(word | Frozen, word) == word;
    }

    /// <summary>Lowers <see cref="Frozen"/>. Full fence.</summary>
    public void Thaw() => _word.And(~Frozen);

    /// <summary>Lowers <see cref="Gated"/>. Full fence.</summary>
    public void Ungate() => _word.And(~Gated);

    public override readonly string ToString()
    {
        long word = Read();
        return $"{Position.FromWord(word)}{((word & Gated) != 0 ? " gated" : "")}{((word & Closed) != 0 ? " closed" : "")}";
    }
}
