using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace OrderedBlocks.Core;

/// <summary>
/// The right of one thread, the holder, to take positions without a locked instruction, until somebody asks for it back.
/// </summary>
/// <remarks>
/// The protocol is that of <see cref="Batch"/>: the holder writes that it takes a position and then looks whether the lease is
/// recalled; whoever recalls it says so, makes a full fence for both of them (<see cref="Fence.ProcessWide"/>), and then looks how
/// far the holder has come. After that fence the holder can get one position further at most; it then waits for the lock and
/// is told that the position is not its own, if it came too late. A lease that was recalled from another thread is never used
/// again: its holder may write to it at any later time.
/// </remarks>
[DebuggerDisplay("thread {_holder}, {_cursor}")]
internal sealed class TailLease
{
    // The lock of the tail whose lease this is.
    private readonly Lock _lock;

    // The holder writes the position to be taken next; it is recalled under _lock.
    private LeaseCursor _cursor;

    // Written before the lease is given. Anyone: whoever calls, where there is one producer only.
    private int _holder;

    // Under _lock, once recalled: the first position that the holder does not have any more.
    private Position _end;

    public TailLease(Lock tailLock) => _lock = tailLock;

    /// <summary>Whether the calling thread may use it.</summary>
    public bool IsHeldByCaller
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _holder == Tail.Anyone || _holder == Environment.CurrentManagedThreadId;
    }

    /// <summary>The position that the holder takes next. For anybody. Acquire.</summary>
    public Position Next
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _cursor.Next;
    }

    /// <summary>Begins the lease. It must not be given to anybody yet.</summary>
    public void Begin(int holder, Position next)
    {
        _holder = holder;
        _cursor.Begin(next);
    }

    /// <summary>Takes <paramref name="position"/>, which must be <see cref="Next"/>. For the holder. Release.</summary>
    /// <returns>Whether the lease was still good.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(Position position)
    {
        _cursor.StepFrom(position);
        return !_cursor.IsRecalled || IsStillOwn(position);
    }

    /// <summary>Takes so many positions from <paramref name="first"/> on, which must be <see cref="Next"/>. For the holder. Release.
    /// </summary>
    /// <returns>Whether the lease was still good: for all of them, which are taken by one write, or for none.</returns>
    public bool TryTakeRange(Position first, int count)
    {
        _cursor.StepTo(first + count);
        return !_cursor.IsRecalled || IsStillOwn(first);
    }

    /// <summary>Ends the lease of another thread. Under the lock.</summary>
    /// <returns>The first position that the holder has not taken.</returns>
    public Position Recall()
    {
        _cursor.Recall();
        Fence.ProcessWide();
        _end = _cursor.Next;
        return _end;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsStillOwn(Position position)
    {
        lock (_lock)
        {
            return position.IsBefore(_end);
        }
    }
}
