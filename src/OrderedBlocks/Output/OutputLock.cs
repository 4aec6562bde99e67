using System.Diagnostics;
using OrderedBlocks.Atomics;

namespace OrderedBlocks.Output;

/// <summary>
/// Who owns the output side: head, links and reservation. Re-entrant, because a target may consume, reserve, release or unlink
/// from inside <c>OfferMessage</c>, on the same thread.
/// </summary>
/// <remarks>
/// A thread that would release and finds it taken goes away. So whoever leaves it looks once more, after a full fence, whether
/// there is something to release that came meanwhile. The lock may also refuse a thread although nobody has it at that
/// moment, in favour of one that waits for it: then that one is going to enter, and to look once more when it leaves.
/// </remarks>
[DebuggerDisplay("depth {_depth}")]
internal struct OutputLock
{
    private readonly Lock _lock = new();

    // The owner.
    private int _depth;

    // The owner: whether its thread was interrupted while it waited, and is to be interrupted when it leaves.
    private bool _isInterrupted;

    /// <summary>Creates a lock that nobody holds. It is a part of the output side, and never copied.</summary>
    public OutputLock()
    {
    }

    /// <summary>Whether the owner, who alone may ask, has entered once only.</summary>
    public readonly bool IsOutermost => _depth == 1;

    /// <summary>Waits for it. An interrupt that comes meanwhile is put off until the lock is left.</summary>
    public void Enter()
    {
        if (Uninterrupted.Wait(_lock))
        {
            _isInterrupted = true;
        }

        _depth++;
    }

    /// <summary>Takes it if nobody has it, this thread included: who holds it already is in the middle of something.</summary>
    public bool TryEnterOutermost()
    {
        if (_lock.IsHeldByCurrentThread || !_lock.TryEnter())
        {
            return false;
        }

        _depth++;
        return true;
    }

    /// <summary>Leaves it.</summary>
    /// <returns>Whether nobody holds it now: then the caller must look once more.</returns>
    public bool Exit()
    {
        bool outermost = --_depth == 0;
        bool interrupts = outermost && _isInterrupted;
        if (interrupts)
        {
            _isInterrupted = false;
        }

        _lock.Exit();
        if (interrupts)
        {
            Thread.CurrentThread.Interrupt();
        }

        return outermost;
    }
}
