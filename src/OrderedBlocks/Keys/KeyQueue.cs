using System.Diagnostics;
using OrderedBlocks.Ring;

namespace OrderedBlocks.Keys;

/// <summary>
/// The items of one key that have been claimed and are not done: at most one that is being worked on, and those behind it, which
/// are parked. Under the lock of <see cref="KeyScheduler{TInput, TOutput}"/>.
/// </summary>
/// <remarks>A queue without an item in work is <em>ready</em>: its first parked item waits for a worker. An empty queue is removed.</remarks>
[DebuggerDisplay("{HasParked ? \"some\" : \"none\"} parked")]
internal class KeyQueue
{
    private ParkedPosition? _first;
    private ParkedPosition? _last;

    /// <summary>Whether there is an item behind the one that is worked on.</summary>
    public bool HasParked => _first is not null;

    /// <summary>The first parked position. There must be one.</summary>
    public Position FirstParked => _first!.Position;

    /// <summary>Parks a position behind the others.</summary>
    public void Add(ParkedPosition parked)
    {
        if (_last is null)
        {
            _first = parked;
        }
        else
        {
            _last.Next = parked;
        }

        _last = parked;
    }

    /// <summary>Parks a position before the others.</summary>
    public void AddFirst(ParkedPosition parked)
    {
        parked.Next = _first;
        _first = parked;
        _last ??= parked;
    }

    /// <summary>Takes the first parked position. There must be one.</summary>
    public ParkedPosition TakeFirst()
    {
        ParkedPosition first = _first!;
        _first = first.Next;
        first.Next = null;
        if (_first is null)
        {
            _last = null;
        }

        return first;
    }
}
