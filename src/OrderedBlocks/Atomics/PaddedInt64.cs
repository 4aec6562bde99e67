using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OrderedBlocks.Atomics;

/// <summary>
/// A <see cref="AtomicInt64"/> that shares its cache lines with nothing.
/// </summary>
/// <remarks>
/// 128 bytes on either side: x86 fetches lines of 64 bytes in pairs, and ARM has lines of 128.
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = 2 * Padding)]
internal struct PaddedInt64
{
    /// <summary>The distance in bytes kept from other words.</summary>
    public const int Padding = 128;

    [FieldOffset(Padding)]
    private AtomicInt64 _value;

    /// <summary>Creates the word; nobody else may see it yet.</summary>
    public PaddedInt64(long value) => _value = new AtomicInt64(value);

    /// <summary>Acquire: later accesses are not done before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly long Read() => _value.Read();

    /// <summary>No ordering. For the one thread that writes the word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly long ReadOwn() => _value.ReadOwn();

    /// <summary>Release: earlier accesses are not done after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(long value) => _value.Write(value);

    /// <summary>Full fence. Returns the word as it was: equal to <paramref name="expected"/> if it was replaced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long CompareExchange(long value, long expected) => _value.CompareExchange(value, expected);

    /// <summary>Full fence. Returns the new word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Add(long amount) => _value.Add(amount);

    public override readonly string ToString() => _value.ToString();
}
