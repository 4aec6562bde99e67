using System.Diagnostics;

namespace OrderedBlocks.Core;

/// <summary>
/// The run of positions that a worker has claimed. The owner takes them from the front, one by one and without a fence; an
/// idle worker may take half of what is left from the back.
/// </summary>
/// <remarks>
/// <para>The protocol is that of Cilk (Frigo, Leiserson and Randall 1998, "T, H, E"), with the fence moved to the thief:</para>
/// <code>
///   owner:  next = p + 1;                    if (p &lt; end) start p, else ask under the lock
///   thief:  end = middle; fence everybody;   if (next &lt;= middle) keep [middle, end), else give it back
/// </code>
/// <para>The owner's write of "next" may still sit in its store buffer when it reads "end". The thief's process-wide fence
/// settles that: a write not visible after it comes after it, and so does the owner's read, which then sees the new end.</para>
/// <para>A batch is found empty under the lock only, so a thief that holds the lock and has seen "next &lt; end" knows that
/// the owner cannot open another batch meanwhile. "next" only grows, also from one batch to the next; a thief reads "end"
/// first, so that it never mixes a new end with an old next.</para>
/// </remarks>
[DebuggerDisplay("{_next} to {_end}")]
internal sealed class Batch
{
    // The owner: the next position to start.
    private PaddedCursor _next;

    // The owner when it opens, a thief under the lock: the position after the last one that is the owner's.
    private PaddedCursor _end;

    // Held by a thief while it moves the end, and by the owner before it believes that nothing is left.
    private Flag _lock;

    /// <summary>How many positions are not started. Any thread may look.</summary>
    public long RestCount
    {
        get
        {
            Position end = Position.FromWord(_end.Read());
            return Math.Max(0, end - Position.FromWord(_next.Read()));
        }
    }

    /// <summary>The next position to start, for a thief that wants to see whether the owner gets on.</summary>
    public Position Progress => Position.FromWord(_next.Read());

    /// <summary>
    /// The owner opens its empty batch. It must make a full fence after it and then look whether somebody is awake who could
    /// take the rest over: an idle worker looks for rests after it has counted itself out by a locked instruction.
    /// </summary>
    public void Open(Position first, int count)
    {
        _next.Write(first.Word);
        _end.Write((first + count).Word);
    }

    /// <summary>The owner takes the next position.</summary>
    public bool TryTake(out Position position)
    {
        position = Position.FromWord(_next.ReadOwn());
        _next.Write(position.Next.Word);

        // No fence between the write and the read: the thief pays for it.
        return position.IsBefore(Position.FromWord(_end.Read())) || TryTakeUnderLock(position);
    }

    /// <summary>The owner takes all that is left and has an empty batch.</summary>
    public int TakeRest(out Position first)
    {
        Enter();
        first = Position.FromWord(_next.ReadOwn());
        long count = Position.FromWord(_end.Read()) - first;
        _end.Write(first.Word);
        Exit();
        return (int)count;
    }

    /// <summary>A thief takes the second half of what is not started, the larger one if it does not come out even.</summary>
    /// <returns>How many: 0 when nothing was left, or when the owner got there first.</returns>
    public int Steal(out Position first)
    {
        first = default;
        Enter();
        try
        {
            Position end = Position.FromWord(_end.Read());
            long rest = end - Position.FromWord(_next.Read());
            if (rest <= 0)
            {
                return 0;
            }

            int count = (int)((rest + 1) / 2);
            first = end + -count;
            _end.Write(first.Word);
            Fence.ProcessWide();
            if (first.IsBefore(Position.FromWord(_next.Read())))
            {
                // The owner has started, or is about to ask for, one of them.
                _end.Write(end.Word);
                return 0;
            }

            return count;
        }
        finally
        {
            Exit();
        }
    }

    private bool TryTakeUnderLock(Position position)
    {
        Enter();
        bool taken = position.IsBefore(Position.FromWord(_end.Read()));
        if (!taken)
        {
            _next.Write(position.Word);
        }

        Exit();
        return taken;
    }

    private void Enter()
    {
        var backoff = default(Backoff);
        while (!_lock.TryRaise())
        {
            backoff.Snooze();
        }
    }

    private void Exit() => _lock.Lower();
}
