using System.Runtime.CompilerServices;

namespace OrderedBlocks.Ring;

/// <summary>
/// A place in the output, given once to an item at its admission.
/// </summary>
/// <remarks>
/// A position counts in steps of eight, so that the three low bits of any word that holds one are free for a tag: the phase
/// in a state, the flags in the tail. All arithmetic wraps at 64 bits and positions are compared by their difference, so
/// there is no last position: the one after the largest is the smallest, and every rule of the ring holds across the seam.
/// </remarks>
internal readonly struct Position : IEquatable<Position>
{
    /// <summary>How many low bits of a word are left for a tag.</summary>
    public const int TagBits = 3;

    /// <summary>The distance between the words of two neighbours.</summary>
    public const long Step = 1L << TagBits;

    private const long TagMask = Step - 1;

    private Position(long word) => Word = word;

    /// <summary>The position as a word whose tag is zero.</summary>
    public long Word { get; }

    /// <summary>The position that follows this one.</summary>
    public Position Next
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Word + Step);
    }

    /// <summary>The position with the given number; the first of a ring is number 0 unless a test says otherwise.</summary>
    public static Position FromNumber(long number) => new(number << TagBits);

    /// <summary>The position in a word, whatever the word's tag.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Position FromWord(long word) => new(word & ~TagMask);

    /// <summary>How many positions <paramref name="left"/> lies behind <paramref name="right"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long operator -(Position left, Position right) => (left.Word - right.Word) >> TagBits;

    /// <summary>The position <paramref name="count"/> places further on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Position operator +(Position position, long count) => new(position.Word + (count << TagBits));

    public static bool operator ==(Position left, Position right) => left.Word == right.Word;

    public static bool operator !=(Position left, Position right) => left.Word != right.Word;

    /// <summary>Whether this position comes out before <paramref name="other"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsBefore(Position other) => Word - other.Word < 0;

    /// <summary>The index of this position's slot in an array of <paramref name="mask"/> + 1 slots, a power of two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int SlotIndex(int mask) => (int)(Word >>> TagBits) & mask;

    public bool Equals(Position other) => Word == other.Word;

    public override bool Equals(object? obj) => obj is Position other && Equals(other);

    public override int GetHashCode() => Word.GetHashCode();

    public override string ToString() => (Word >> TagBits).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
