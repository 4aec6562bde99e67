using System.Diagnostics;
using OrderedBlocks.Ring;
using OrderedBlocks.Ring.Stealing;

namespace OrderedBlocks.Workers;

/// <summary>
/// How a busy worker notices that another one is held up in the middle of a batch: it looks at one of the others at a time, again
/// and again. The timer notices it, too, but only after a millisecond or more, in which a busy worker gets through a hundred
/// thousand cheap items.
/// </summary>
internal struct StragglerDetector
{
    private static readonly long s_patience = BatchLimits.Patience * Stopwatch.Frequency / 1_000_000;

    private int _index;
    private Batch? _batch;
    private Position _seen;
    private long _seenAt;

    /// <summary>To be called from time to time. The batch in which somebody has got no further for fifty microseconds, if any.</summary>
    /// <param name="group">The workers.</param>
    /// <param name="own">The batch of the worker that looks.</param>
    /// <param name="now">The time by the clock of <see cref="Stopwatch"/>.</param>
    public Batch? Look<TInput, TOutput>(WorkerGroup<TInput, TOutput> group, Batch own, long now)
    {
        if (_batch is { } batch && batch.TryReadNext(out Position next) && next == _seen)
        {
            if (now - _seenAt < s_patience)
            {
                return null;
            }

            _batch = null;
            return batch;
        }

        // It moves: now the next one.
        ReadOnlySpan<Worker<TInput, TOutput>?> all = group.All;
        _index = _index + 1 < all.Length && all[_index + 1] is not null ? _index + 1 : 0;
        batch = all[_index]!.Batch;
        _batch = batch != own && batch.TryReadNext(out _seen) ? batch : null;
        _seenAt = now;
        return null;
    }
}
