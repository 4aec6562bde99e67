using System.Runtime.CompilerServices;
using OrderedBlocks.Atomics;

namespace OrderedBlocks.Observation;

/// <summary>
/// How many admitted items have no output, by reason. Each item counts once: before its position is skipped or, if its output is
/// thrown away, after the head has passed it and before the block ends.
/// </summary>
internal sealed class LossCounts
{
    // Anybody, by locked addition. Losses are rare: the words may share their cache lines.
    private Counts _counts;

    /// <summary>How many were lost for this reason.</summary>
    public long this[LossReason reason] => _counts[(int)reason].Read();

    /// <summary>Counts some more. Full fence.</summary>
    public void Add(LossReason reason, long count) => _counts[(int)reason].Add(count);

    [InlineArray((int)LossReason.TargetsGone + 1)]
    private struct Counts
    {
        private AtomicInt64 _first;
    }
}
