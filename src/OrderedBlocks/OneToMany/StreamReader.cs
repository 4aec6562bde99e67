using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using OrderedBlocks.Atomics;
using OrderedBlocks.Ring;

namespace OrderedBlocks.OneToMany;

/// <summary>
/// Takes the outputs of a ring of streams: all of the head, as they come, then all of the one behind it. For whoever holds the
/// output, unless a member says otherwise.
/// </summary>
/// <remarks>
/// The head is passed over when it was settled before its stream was found empty. Its stream stays in <see cref="_current"/> from
/// the moment at which it is first looked at: from then on it is written without credits.
/// </remarks>
[DebuggerDisplay("{_ring}")]
internal sealed class StreamReader<TInput, TOutput> : IOutputs<TOutput>
{
    private readonly OrderedRing<TInput, OutputStream<TOutput>> _ring;
    private readonly OutputBudget _budget;
    private readonly StreamPool<TOutput> _pool;
    private readonly Stack<OutputStream<TOutput>> _passed = new();

    // The head's stream. Written while the output is held, read by anybody.
    private AtomicReference<OutputStream<TOutput>> _current;

    // See CountReady: outputs before the first position that was not settled, and that.
    private Position _readyEnd;
    private long _ready;

    public StreamReader(OrderedRing<TInput, OutputStream<TOutput>> ring, OutputBudget budget, StreamPool<TOutput> pool)
    {
        _ring = ring;
        _budget = budget;
        _pool = pool;
        _readyEnd = ring.Head;
    }

    public bool HasAttachments => _ring.HasAttachments;

    public object? HeadAttachment => _ring.HeadAttachment;

    public bool IsFinished => _ring.IsFinished;

    /// <inheritdoc cref="IHead.LookAtHead"/>
    /// <remarks>Skipped stands for whatever can be passed over, or is to be looked at for the first time.</remarks>
    public HeadStatus LookAtHead()
    {
        Position head = _ring.Head;

        // Before the look at the stream: nothing is written to it after this state.
        Phase phase = _ring.StreamPhaseOf(head);

        // After the state: see TruncateAt.
        if (_ring.IsTruncated(head))
        {
            return HeadStatus.Truncated;
        }

        if (_current.Read() is { } stream && stream.Count > 0)
        {
            return HeadStatus.Completed;
        }

        return phase == Phase.None || (phase == Phase.Streaming && _current.Read() is not null)
            ? HeadStatus.Waiting
            : HeadStatus.Skipped;
    }

    public bool TryPeek([MaybeNullWhen(false)] out TOutput output)
    {
        if (_current.Read() is { } stream && stream.TryPeek(out output))
        {
            return true;
        }

        while (TryFindStream(out stream))
        {
            if (stream.TryPeek(out output))
            {
                return true;
            }
        }

        output = default;
        return false;
    }

    /// <summary>Removes an output that was peeked at.</summary>
    public void Pop() => PopRange(1);

    public bool HasRange
    {
        get
        {
            // The head was peeked at.
            if (_current.Read()!.Count > 1)
            {
                return true;
            }

            Position head = _ring.Head;
            return _ring.StreamPhaseOf(head) == Phase.Completed
                && !_ring.IsTruncated(head.Next)
                && _ring.StreamPhaseOf(head.Next) != Phase.None
                && _ring.StreamOf(head.Next) is { Count: > 0 };
        }
    }

    public int PeekRange(Span<TOutput> outputs)
    {
        int count = 0;
        for (Position position = _ring.Head; count < outputs.Length; position = position.Next)
        {
            Phase phase = _ring.StreamPhaseOf(position);
            if (phase == Phase.None || _ring.IsTruncated(position))
            {
                break;
            }

            if (_ring.StreamOf(position) is { } stream)
            {
                count += stream.Peek(outputs[count..]);
            }

            if (phase == Phase.Streaming)
            {
                break;
            }
        }

        return count;
    }

    /// <summary>Removes so many outputs, which were peeked at.</summary>
    public void PopRange(int count)
    {
        int left = count;
        while (left > 0)
        {
            OutputStream<TOutput> stream = _current.Read()!;
            int part = (int)Math.Min(left, stream.Count);
            stream.Remove(part);
            left -= part;
            if (_ring.Head.IsBefore(_readyEnd))
            {
                _ready -= part;
            }

            // What is done is passed at once: its place is not to wait for the next look. What was peeked at behind it goes on here.
            if (stream.Count == 0 && !TryFindStream(out _))
            {
                Debug.Assert(left == 0);
                return;
            }
        }
    }

    public int Take(Span<TOutput> outputs)
    {
        int taken = 0;
        while (taken < outputs.Length && TryPeek(out _))
        {
            int count = PeekRange(outputs[taken..]);
            PopRange(count);
            taken += count;
        }

        return taken;
    }

    public int CountReady()
    {
        Position head = _ring.Head;
        if (!head.IsBefore(_readyEnd))
        {
            _readyEnd = head;
            _ready = 0;
        }

        while (true)
        {
            Phase phase = _ring.StreamPhaseOf(_readyEnd);
            if (phase == Phase.None || _ring.IsTruncated(_readyEnd))
            {
                return (int)Math.Min(int.MaxValue, _ready);
            }

            long count = _ring.StreamOf(_readyEnd)?.Count ?? 0;
            if (phase == Phase.Streaming)
            {
                return (int)Math.Min(int.MaxValue, _ready + count);
            }

            _ready += count;
            _readyEnd = _readyEnd.Next;
        }
    }

    public bool CanDiscardMore() => _ring.CanDiscardMore();

    public bool TryDiscard(out long discarded)
    {
        if (!_ring.TryDiscard(out discarded))
        {
            return false;
        }

        _current.Write(null);
        return true;
    }

    // Passes over what is settled and empty. Returns whether there is a head that may have outputs; its stream is the current one
    // then.
    private bool TryFindStream([NotNullWhen(true)] out OutputStream<TOutput>? stream)
    {
        while (true)
        {
            Position head = _ring.Head;

            // Before the look at the stream: nothing is written to it after this state.
            Phase phase = _ring.StreamPhaseOf(head);
            stream = _current.Read();
            if (phase == Phase.None || (stream is null && _ring.IsTruncated(head)))
            {
                stream = null;
                return false;
            }

            if (stream is null && _ring.StreamOf(head) is { } next)
            {
                if (!_budget.IsUnlimited && next.TakeCredits() is > 0 and long credits)
                {
                    // Under the lock of the output: who waits for them is looked after when that is left (OutputRoom).
                    _budget.Return(credits);
                }

                stream = next;
                _current.Write(next);
            }

            if (stream is { Count: > 0 })
            {
                return true;
            }

            if (phase == Phase.Streaming)
            {
                return false;
            }

            _current.Write(null);
            _ring.PassHead(phase);
            Recycle(stream);
        }
    }

    private void Recycle(OutputStream<TOutput>? stream)
    {
        if (stream is null)
        {
            return;
        }

        stream.Reset();
        _passed.Push(stream);
        if (_passed.Count == StreamPool<TOutput>.Bunch)
        {
            _pool.Give(_passed);
        }
    }
}
