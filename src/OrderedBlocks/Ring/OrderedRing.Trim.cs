using System.Runtime.CompilerServices;
using OrderedBlocks.Atomics;

namespace OrderedBlocks.Ring;

/// <content>Growing while the ring is used, and giving back what it does not need while it is empty.</content>
internal sealed partial class OrderedRing<TInput, TOutput>
{
    // Up while the ring waits to be trimmed.
    private AtomicFlag _awaitsTrim;

    /// <summary>The pages of a ring that has them, for tests of their coming and going.</summary>
    internal SlotPages<TInput, TOutput>? Pages => _pages;

    /// <summary>The segments of a ring that has them, for tests of their recycling.</summary>
    internal SlotSegments<TInput, TOutput>? Segments => _segments;

    private bool IsOversized => _pages is { IsOversized: true } || _segments is { IsOversized: true };

    /// <summary>Whether the ring has grown since it was trimmed, and does not wait to be trimmed again yet: from now on it does.</summary>
    public bool TryAwaitTrim() => IsOversized && !_awaitsTrim.IsUp && _awaitsTrim.TryRaise();

    /// <inheritdoc/>
    public bool GoesOnWaiting()
    {
        // Fence: a worker that retires after this finds the flag down, and one that retired before is seen by the look.
        _awaitsTrim.LowerAndFence();
        return TryAwaitTrim();
    }

    /// <inheritdoc/>
    public void Trim()
    {
        _segments?.DropSpares();

        // A producer that comes meanwhile waits for the moment that this takes.
        Position head = Position.FromWord(_head.Read());
        if (_tail.TryFreeze(head))
        {
            try
            {
                _pages?.Trim(head);
                _segments?.Trim(head);
            }
            finally
            {
                _tail.Thaw();
            }
        }
    }

    // Sees to it that positions that are about to be taken have slots.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Ensure(Position first, int count)
    {
        if (_pages is { } pages)
        {
            pages.Ensure(first, count);
        }
        else if (_segments is { } segments)
        {
            segments.Ensure(first, count);
        }
    }
}
