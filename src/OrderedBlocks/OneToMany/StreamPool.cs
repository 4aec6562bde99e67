using System.Diagnostics;
using OrderedBlocks.Atomics;

namespace OrderedBlocks.OneToMany;

/// <summary>Streams that are not in use, for items to come. They come and go several at a time, under a lock.</summary>
[DebuggerDisplay("{_streams.Count}")]
internal sealed class StreamPool<TOutput>
{
    /// <summary>How many come or go in one go.</summary>
    public const int Bunch = 16;

    private const int Max = 16 * Bunch;

    private readonly Lock _lock = new();
    private readonly Stack<OutputStream<TOutput>> _streams = new();

    /// <summary>Takes some, if there are any.</summary>
    public void Take(Stack<OutputStream<TOutput>> into)
    {
        using (Uninterrupted.Enter(_lock))
        {
            while (into.Count < Bunch && _streams.TryPop(out OutputStream<TOutput>? stream))
            {
                into.Push(stream);
            }
        }
    }

    /// <summary>Gives all of these back, or as many as are worth keeping.</summary>
    public void Give(Stack<OutputStream<TOutput>> all)
    {
        using (Uninterrupted.Enter(_lock))
        {
            while (_streams.Count < Max && all.TryPop(out OutputStream<TOutput>? stream))
            {
                _streams.Push(stream);
            }
        }

        all.Clear();
    }
}
