using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OrderedBlocks.Atomics;

namespace OrderedBlocks.Ring.Stealing;

/// <summary>The words of a <see cref="Batch"/>, together on cache lines that they share with nothing else.</summary>
[StructLayout(LayoutKind.Explicit, Size = 2 * PaddedInt64.Padding)]
internal struct BatchCursor
{
    // A word that is no position: its tag is not zero.
    private const long None = 1;

    // The owner, but for TryTake's request: the position to be started next, or None.
    [FieldOffset(PaddedInt64.Padding)]
    private AtomicInt64 _next;

    // The owner, while there is none next.
    [FieldOffset(PaddedInt64.Padding + sizeof(long))]
    private AtomicInt64 _end;

    // Whoever asks for the rest raises it, and lowers it if there is none; else the owner lowers it. Under the batch's lock.
    [FieldOffset(PaddedInt64.Padding + (2 * sizeof(long)))]
    private AtomicFlag _isStealRequested;

    /// <summary>Creates the words of an empty batch; nobody else may see it yet.</summary>
    public BatchCursor() => _next = new AtomicInt64(None);

    /// <summary>Whether somebody asks for the rest. Acquire.</summary>
    public readonly bool IsStealRequested
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _isStealRequested.IsUp;
    }

    /// <summary>Where the batch ends. To be read after <see cref="TryReadNext"/>.</summary>
    public readonly Position End => Position.FromWord(_end.Read());

    /// <summary>Begins a batch. Release: whoever sees the position sees the end.</summary>
    public void Begin(Position first, Position end)
    {
        _end.Write(end.Word);
        _next.Write(first.Word);
    }

    /// <summary>Steps to the next position; the batch is empty after its last one. The owner's. Release.</summary>
    /// <returns>Whether there was one.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryStep(out Position position)
    {
        long next = _next.ReadOwn();
        position = Position.FromWord(next);
        if (next == None)
        {
            return false;
        }

        long following = position.Next.Word;
        _next.Write(following == _end.ReadOwn() ? None : following);
        return true;
    }

    /// <summary>The position to be started next, if there is one. Acquire.</summary>
    public readonly bool TryReadNext(out Position position)
    {
        long next = _next.Read();
        position = Position.FromWord(next);
        return next != None;
    }

    /// <summary>Empties the batch. The owner's. Release.</summary>
    public void Clear() => _next.Write(None);

    /// <summary>Release. Under the batch's lock.</summary>
    public void SetStealRequested(bool asked) => _isStealRequested.Set(asked);

    public override readonly string ToString() => TryReadNext(out Position next) ? $"{next} to {End}" : "none";
}
