using System.Diagnostics;
using System.Runtime.CompilerServices;
using OrderedBlocks.Atomics;

namespace OrderedBlocks.Ring.Stealing;

/// <summary>
/// The positions that a worker has claimed in one go and not started yet. Its owner takes them one by one, without a locked
/// instruction; somebody else may take all that is left, should the owner be held up by one of them.
/// </summary>
/// <remarks>
/// <para>The owner writes that it starts a position and then looks whether the rest is asked for. Whoever asks writes that it does
/// and then looks which position is next. Between write and look either must have a full fence, or both could have the same
/// position; the one who asks, which is rare, makes it for both of them (<see cref="Fence.ProcessWide"/>). After that fence the
/// owner can get one position further at most, before it finds that it is asked; then it waits for the lock, and is told
/// whether that position is still its own.</para>
/// <para>The protocol is that of Cilk's work stealing (Frigo, Leiserson, Randall: "The implementation of the Cilk-5 multithreaded
/// language", 1998, section 5), with the fence moved to the thief and all of the rest taken instead of one item.</para>
/// </remarks>
[DebuggerDisplay("{_cursor}")]
internal sealed class Batch
{
    // A word that is no position.
    private const long NotSeen = 1;

    private readonly Lock _lock = new();
    private BatchCursor _cursor = new();

    // Under _lock: where the part begins that was taken from the owner, from the taking until the owner learns of it.
    private Position _takenFrom;

    // Whoever looks after held-up owners: see IsHeldUp.
    private AtomicInt64 _lastSeen = new(NotSeen);

    /// <summary>How many positions are left. Exact when nothing moves.</summary>
    public long Count => TryReadNext(out Position next) ? Math.Max(0, _cursor.End - next) : 0;

    /// <summary>Begins an empty batch with positions that the owner has claimed.</summary>
    public void Begin(Position first, Position end) => _cursor.Begin(first, end);

    /// <summary>Takes the next position. For the owner.</summary>
    /// <returns>Whether there was one.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryStartNext(out Position position) =>
        _cursor.TryStep(out position) && (!_cursor.IsStealRequested || IsStillOwn(position));

    /// <summary>Moves what is left to the stolen items, on any thread.</summary>
    /// <returns>Whether there was something left, and nobody else has it.</returns>
    /// <remarks>The owner hears of it under the lock under which it is done: so when he looks for other work he finds there what he has
    /// lost, before anything later.</remarks>
    public bool TryMoveRestTo(StolenItems stolen)
    {
        // Most workers that are suspended have nothing left, and need no fence. The owner's own look is exact. Another thread may miss a
        // batch that begins at this moment: its owner makes a full fence then, and looks at the state before each item.
        if (!_cursor.TryReadNext(out _))
        {
            return false;
        }

        using (Uninterrupted.Enter(_lock))
        {
            if (!_cursor.IsStealRequested)
            {
                _cursor.SetStealRequested(true);
                Fence.ProcessWide();
                if (_cursor.TryReadNext(out Position first))
                {
                    // It stays asked until the owner comes.
                    _takenFrom = first;
                    stolen.Add(first, _cursor.End);
                    return true;
                }

                _cursor.SetStealRequested(false);
            }

            return false;
        }
    }

    /// <summary>The position that is to be started next, if there is one that nobody else has taken. On any thread.</summary>
    public bool TryReadNext(out Position position) => _cursor.TryReadNext(out position) && !_cursor.IsStealRequested;

    /// <summary>
    /// Whether there is something left, and it has not become less since this was asked the last time. If two ask at the same time, both may be told so.
    /// </summary>
    /// <param name="isOpen">Whether there is something left, to be looked after again.</param>
    public bool IsHeldUp(out bool isOpen)
    {
        isOpen = TryReadNext(out Position next);
        bool isHeldUp = isOpen && next.Word == _lastSeen.Read();
        _lastSeen.Write(isOpen ? next.Word : NotSeen);
        return isHeldUp;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsStillOwn(Position position)
    {
        using (Uninterrupted.Enter(_lock))
        {
            if (!_cursor.IsStealRequested)
            {
                // Nothing was left when it was asked for.
                return true;
            }

            _cursor.Clear();
            _cursor.SetStealRequested(false);
            return position.IsBefore(_takenFrom);
        }
    }
}
