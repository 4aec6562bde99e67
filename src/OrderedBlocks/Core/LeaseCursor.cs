using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OrderedBlocks.Core;

/// <summary>The words of a <see cref="TailLease"/>, together on cache lines that they share with nothing else.</summary>
[StructLayout(LayoutKind.Explicit, Size = 2 * PaddedCursor.Padding)]
internal struct LeaseCursor
{
    // The holder.
    [FieldOffset(PaddedCursor.Padding)]
    private Word _next;

    // Whoever recalls the lease. Up for good then.
    [FieldOffset(PaddedCursor.Padding + sizeof(long))]
    private Flag _isRecalled;

    /// <summary>The position that the holder takes next. Acquire.</summary>
    public readonly Position Next
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Position.FromWord(_next.Read());
    }

    /// <summary>Acquire.</summary>
    public readonly bool IsRecalled
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _isRecalled.IsUp;
    }

    /// <summary>The holder takes a position. Release.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StepFrom(Position position) => _next.Write(position.Next.Word);

    /// <summary>The holder takes all positions before <paramref name="next"/>. Release.</summary>
    public void StepTo(Position next) => _next.Write(next.Word);

    /// <summary>Begins with a position. Release: others may still read the word from an earlier time.</summary>
    public void Begin(Position next) => _next.Write(next.Word);

    /// <summary>Release.</summary>
    public void Recall() => _isRecalled.Set(true);

    public override readonly string ToString() => $"{Next}{(IsRecalled ? " recalled" : "")}";
}
