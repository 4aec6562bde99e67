using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using OrderedBlocks.Atomics;

namespace OrderedBlocks.OneToMany;

/// <summary>The outputs of one item that have not left: written by who produces them, taken by whoever holds the output.</summary>
/// <remarks>
/// <para>One thread at a time writes and one takes; handing either role over publishes what belongs to it. The count of outputs
/// written publishes them and the segments they are in.</para>
/// <para>While its item waits for its turn an output needs a credit (<see cref="OutputBudget"/>). Those that the stream has got are
/// taken back when the item becomes the head, which needs none: by one exchange, so that a credit is given back once.</para>
/// </remarks>
[DebuggerDisplay("{Count}")]
internal sealed class OutputStream<TOutput>
{
    private const int ShortestSegment = 4;
    private const int LongestSegment = 256;

    private const long IsHead = -1;

    // The producer: how many outputs there have been.
    private AtomicInt64 _written;

    // The releaser: how many have been taken. Publishes that there is room.
    private AtomicInt64 _taken;

    // Producer and releaser, by compare-and-swap: how many outputs may be written ahead of the head, or IsHead.
    private AtomicInt64 _credits;

    // The releaser leaves a segment there, emptied, and the producer takes it.
    private AtomicReference<OutputSegment<TOutput>> _spare;

    // The producer's.
    private OutputSegment<TOutput> _last;
    private int _end;

    // The releaser's.
    private OutputSegment<TOutput> _first;
    private int _index;
    private long _known;

    public OutputStream()
    {
        _first = new OutputSegment<TOutput>(ShortestSegment);
        _last = _first;
    }

    /// <summary>How many outputs there are. Any thread.</summary>
    public long Count
    {
        get
        {
            // What has been taken was written before.
            long taken = _taken.Read();
            return _written.Read() - taken;
        }
    }

    /// <summary>How many outputs have been taken. Acquire.</summary>
    public long Taken => _taken.Read();

    /// <summary>Whether the item has become the head. For good; acquire.</summary>
    public bool IsAtHead => _credits.Read() == IsHead;

    /// <summary>Adds an output. For the producer. Release: whoever is to hear of it needs a fence (StreamRelease).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(TOutput output)
    {
        if (_end == _last.Items.Length)
        {
            Grow();
        }

        _last.Items[_end++] = output;
        _written.Write(_written.ReadOwn() + 1);
    }

    /// <summary>Whether there is an output, and which. For the releaser.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPeek([MaybeNullWhen(false)] out TOutput output)
    {
        if (_taken.ReadOwn() == _known)
        {
            _known = _written.Read();
            if (_taken.ReadOwn() == _known)
            {
                output = default;
                return false;
            }
        }

        if (_index == _first.Items.Length)
        {
            LeaveSegment();
        }

        output = _first.Items[_index];
        return true;
    }

    /// <summary>Copies outputs from the first one on, and leaves them there. For the releaser.</summary>
    /// <returns>How many.</returns>
    public int Peek(Span<TOutput> outputs)
    {
        int count = (int)Math.Min(outputs.Length, _written.Read() - _taken.ReadOwn());
        OutputSegment<TOutput> segment = _first;
        int index = _index;
        for (int done = 0; done < count;)
        {
            if (index == segment.Items.Length)
            {
                segment = segment.Next!;
                index = 0;
            }

            int part = Math.Min(count - done, segment.Items.Length - index);
            segment.Items.AsSpan(index, part).CopyTo(outputs[done..]);
            index += part;
            done += part;
        }

        return count;
    }

    /// <summary>Removes the first outputs, so many, which must be there. For the releaser.</summary>
    public void Remove(int count)
    {
        for (int left = count; left > 0;)
        {
            if (_index == _first.Items.Length)
            {
                LeaveSegment();
            }

            int part = Math.Min(left, _first.Items.Length - _index);
            if (RuntimeHelpers.IsReferenceOrContainsReferences<TOutput>())
            {
                _first.Items.AsSpan(_index, part).Clear();
            }

            _index += part;
            left -= part;
        }

        _taken.Write(_taken.ReadOwn() + count);
        _known = Math.Max(_known, _taken.ReadOwn());
    }

    /// <summary>More outputs may be written ahead of the head, or fewer. For the producer.</summary>
    /// <returns>Whether that counts; if not, the item is the head.</returns>
    public bool TryAddCredits(long count)
    {
        long credits = _credits.Read();
        while (credits != IsHead)
        {
            long seen = _credits.CompareExchange(credits + count, credits);
            if (seen == credits)
            {
                return true;
            }

            credits = seen;
        }

        return false;
    }

    /// <summary>The item has become the head. For the releaser.</summary>
    /// <returns>How many credits it had, to be given back.</returns>
    public long TakeCredits() => Math.Max(0, _credits.Exchange(IsHead));

    /// <summary>Makes an empty stream as good as new, with the segments that it has. Nobody else may know of it any more.</summary>
    public void Reset()
    {
        Debug.Assert(Count == 0);
        _first = _last;
        _end = 0;
        _index = 0;
        _known = 0;
        _written.Write(0);
        _taken.Write(0);
        _credits.Write(0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow()
    {
        OutputSegment<TOutput> next =
            _spare.Exchange(null) ?? new OutputSegment<TOutput>(Math.Min(_last.Items.Length * 2, LongestSegment));
        _last.Next = next;
        _last = next;
        _end = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LeaveSegment()
    {
        OutputSegment<TOutput> left = _first;
        _first = left.Next!;
        _index = 0;
        left.Next = null;
        if (left.Items.Length == LongestSegment)
        {
            _spare.Write(left);
        }
    }
}
