using System.Runtime.CompilerServices;

namespace OrderedBlocks.Atomics;

/// <summary>
/// A 64-bit word that threads share, and every access to it. Each method says which ordering it gives.
/// </summary>
/// <remarks>
/// With <see cref="AtomicReference{T}"/>, <see cref="Fence"/> and <see cref="Backoff"/> it is all that the library knows of memory
/// order. The model checker compiles the library's sources against its own versions of these four,
/// and of the locks, threads and clocks.
/// </remarks>
internal struct AtomicInt64
{
    private long _value;

    /// <summary>Creates the word; nobody else may see it yet.</summary>
    public AtomicInt64(long value) => _value = value;

    /// <summary>Acquire: later accesses are not done before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly long Read() => Volatile.Read(in _value);

    /// <summary>No ordering. For the one thread that writes the word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly long ReadOwn() => _value;

    /// <summary>Release: earlier accesses are not done after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(long value) => Volatile.Write(ref _value, value);

    /// <summary>Full fence: no access of this thread crosses it in either direction. Returns the word as it was.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Exchange(long value) => Interlocked.Exchange(ref _value, value);

    /// <summary>Full fence. Returns the word as it was: equal to <paramref name="expected"/> if it was replaced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long CompareExchange(long value, long expected) => Interlocked.CompareExchange(ref _value, value, expected);

    /// <summary>Full fence. Returns the new word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Add(long amount) => Interlocked.Add(ref _value, amount);

    /// <summary>Full fence. Sets bits.</summary>
    public void Or(long bits) => Interlocked.Or(ref _value, bits);

    /// <summary>Full fence. Clears the other bits.</summary>
    public void And(long bits) => Interlocked.And(ref _value, bits);

    public override readonly string ToString() => Read().ToString(System.Globalization.CultureInfo.InvariantCulture);
}
