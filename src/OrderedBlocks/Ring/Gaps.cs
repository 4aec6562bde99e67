using System.Runtime.InteropServices;
using OrderedBlocks.Atomics;

namespace OrderedBlocks.Ring;

/// <summary>
/// What a ring knows of positions without an output. All of it is written rarely, so the words share their cache lines with each
/// other. Keeps its distance to what follows it.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = PaddedInt64.Padding)]
internal struct Gaps
{
    /// <summary>A word that is no position: its tag is not zero.</summary>
    public const long NotTruncated = 1;

    /// <summary>Anybody, by locked addition: how many positions from the head on are void or skipped. Raised before the state that
    /// says so, lowered by the releaser before the head moves past, so that nobody ever sees more room than there is.</summary>
    [FieldOffset(0)]
    public AtomicInt64 Skips;

    /// <summary>Anybody, by locked addition: how many positions are void and not claimed.</summary>
    [FieldOffset(sizeof(long))]
    public AtomicInt64 CanceledReservations;

    /// <summary>Anybody, by locked addition: how many positions were ever void.</summary>
    [FieldOffset(2 * sizeof(long))]
    public AtomicInt64 EverCanceled;

    /// <summary>Anybody, by compare-and-swap, only ever to an earlier position: nothing from here on comes out. NoCut until then.</summary>
    [FieldOffset(3 * sizeof(long))]
    public AtomicInt64 TruncatedAt;

    /// <summary>Creates the words; nobody else may see them yet.</summary>
    public Gaps() => TruncatedAt = new AtomicInt64(NotTruncated);
}
