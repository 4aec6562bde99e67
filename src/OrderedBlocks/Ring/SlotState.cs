using System.Runtime.CompilerServices;
using OrderedBlocks.Atomics;

namespace OrderedBlocks.Ring;

/// <summary>
/// A slot's word: the position that the slot serves and that position's <see cref="Phase"/>, in one.
/// </summary>
/// <remarks>
/// A state carries its position so that what an earlier lap left behind is never taken for this lap's. It is written by
/// whoever owns the position at that moment (producer, then worker) and publishes the slot's input or output.
/// </remarks>
internal struct SlotState
{
    private AtomicInt64 _word;

    /// <summary>The word. Acquire: what the writer did to the slot before publishing it is seen after this.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly long Read() => _word.Read();

    /// <summary>Whether <paramref name="position"/> is in <paramref name="phase"/>. Acquire.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Is(Position position, Phase phase) => Read() == WordOf(position, phase);

    /// <summary>Release: what was done to the slot before is seen by whoever reads this state.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Publish(Position position, Phase phase) => _word.Write(WordOf(position, phase));

    /// <summary>Full fence: as <see cref="Publish"/>, and no later read of this thread is done before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PublishWithFullFence(Position position, Phase phase) => _word.Exchange(WordOf(position, phase));

    /// <summary>The word that says that <paramref name="position"/> is in <paramref name="phase"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long WordOf(Position position, Phase phase) => position.Word | (long)phase;

    public override readonly string ToString()
    {
        long word = Read();
        return $"{Position.FromWord(word)} {(Phase)(word & (Position.Step - 1))}";
    }
}
