using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OrderedBlocks.Atomics;

namespace OrderedBlocks.Ring;

/// <summary>
/// The ring's head, and beside it how many outputs have left: the releaser writes both. Keeps its distance to what follows it.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = PaddedInt64.Padding)]
internal struct HeadCursor
{
    // The releaser: the first position that has not left. Publishes that the slots before it are free.
    [FieldOffset(0)]
    private AtomicInt64 _position;

    // The releaser, before it moves the head.
    [FieldOffset(sizeof(long))]
    private AtomicInt64 _released;

    /// <summary>Creates the words; nobody else may see them yet.</summary>
    public HeadCursor(Position first) => _position = new AtomicInt64(first.Word);

    /// <summary>Outputs that have left. Acquire.</summary>
    public readonly long Released => _released.Read();

    /// <summary>The position. Acquire.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly long Read() => _position.Read();

    /// <summary>The position. No ordering. The releaser's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly long ReadOwn() => _position.ReadOwn();

    /// <summary>Moves the head. Release. The releaser's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(long position) => _position.Write(position);

    /// <summary>Counts outputs that leave. Release. The releaser's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CountReleased(int count) => _released.Write(_released.ReadOwn() + count);

    public override readonly string ToString() => Position.FromWord(Read()).ToString();
}
